"""What Prometheus may count."""

from prometheus_client import Counter, Gauge

notices = Counter("ecoops_notices_total", "Notices by what became of them", ["outcome"])
backlog = Gauge("ecoops_notices_waiting", "Notices not sent yet")
oldest = Gauge("ecoops_oldest_notice_seconds", "Age of the oldest notice that was not sent yet")
connected = Gauge("ecoops_socket_connected", "1 while the Socket Mode connection is up")
