// A type of an answer as it is on the wire: enums are their strings, and what is optional may be null, as in the
// examples of Slack's documentation (the types were made from answers without their nulls).
export type Said<T> = T extends string
  ? `${T}`
  : T extends readonly (infer One)[]
    ? Said<One>[]
    : T extends object
      ? { [Key in keyof T]: Said<T[Key]> | null }
      : T;
