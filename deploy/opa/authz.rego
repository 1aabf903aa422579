# Who may ask this OPA server, and what: the service, for the one decision. Everything else is refused, and so is
# everybody while neither secret is set. The bundle cannot change this: its only root is golden_thread.
package system.authz

default allow := false

allow if {
	decides
	from_the_service
}

# For the host's monitor; it tells nothing but that the server is up.
allow if {
	input.method == "GET"
	input.path == ["health"]
}

decides if {
	input.method == "POST"
	input.path == ["v1", "data", "golden_thread", "disclosure", "decision"]
	count(input.params) == 0
}

# --authentication=token
from_the_service if {
	token := opa.runtime().env.GOLDEN_THREAD_OPA_TOKEN
	count(token) >= 32
	input.identity == token
}

# --authentication=tls
from_the_service if {
	some certificate in input.client_certificates
	name := opa.runtime().env.GOLDEN_THREAD_OPA_CLIENT
	count(name) > 0
	certificate.Subject.CommonName == name
}
