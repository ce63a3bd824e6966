"""Alembic's entry: runs the migrations on the connection that store.schema opened."""

from alembic import context

from store.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
