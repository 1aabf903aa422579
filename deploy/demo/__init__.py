"""The demo: what a newcomer gets to see the service work, and nothing that production needs."""
