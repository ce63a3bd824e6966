"""What Prometheus may count."""

from prometheus_client import Counter, Gauge

notices = Counter("ecoops_notices_total", "Notices by what became of them", ["outcome"])
backlog = Gauge("ecoops_notices_waiting", "Notices not sent yet")
oldest = Gauge("ecoops_oldest_notice_seconds", "Age of the oldest notice that was not sent yet")
overdue = Gauge("ecoops_steps_overdue", "Steps that fell due more than five minutes ago and are not done")
oldest_step = Gauge("ecoops_oldest_step_seconds", "How long ago the oldest of them fell due")
connected = Gauge("ecoops_socket_connected", "1 while the Socket Mode connection is up")
