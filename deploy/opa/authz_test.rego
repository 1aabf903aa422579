# The service is let in by its token or its certificate, for the one decision, and nobody for anything else.
package system.authz_test

import data.system.authz

token := "0123456789abcdef0123456789abcdef"

asked := {
	"method": "POST",
	"path": ["v1", "data", "golden_thread", "disclosure", "decision"],
	"params": {},
	"identity": token,
}

env(variables) := {"env": variables}

allowed(request, variables) if {
	authz.allow with input as request with opa.runtime as env(variables)
}

test_the_service_may_ask_for_a_decision if {
	allowed(asked, {"GOLDEN_THREAD_OPA_TOKEN": token})
}

test_another_token_may_not if {
	not allowed(object.union(asked, {"identity": "x"}), {"GOLDEN_THREAD_OPA_TOKEN": token})
}

test_nobody_may_without_a_secret if {
	not allowed(object.remove(asked, ["identity"]), {})
	not allowed(object.union(asked, {"identity": ""}), {"GOLDEN_THREAD_OPA_TOKEN": ""})
}

test_a_short_secret_is_none if {
	not allowed(object.union(asked, {"identity": "short"}), {"GOLDEN_THREAD_OPA_TOKEN": "short"})
}

test_nothing_else_may_be_read_or_written if {
	every change in [
		{"method": "GET"},
		{"method": "PUT"},
		{"path": ["v1", "data"]},
		{"path": ["v1", "data", "golden_thread", "agreed"]},
		{"path": ["v1", "policies"]},
		{"path": ["v1", "query"]},
		{"path": ["v1", "config"]},
		{"path": ["metrics"]},
	] {
		not allowed(object.union(asked, change), {"GOLDEN_THREAD_OPA_TOKEN": token})
	}
}

test_no_parameter_makes_it_tell_more if {
	not allowed(object.union(asked, {"params": {"explain": ["full"]}}), {"GOLDEN_THREAD_OPA_TOKEN": token})
}

test_a_monitor_may_see_that_it_is_up if {
	authz.allow with input as {"method": "GET", "path": ["health"], "params": {}} with opa.runtime as env({})
}

certified(name) := object.union(asked, {"client_certificates": [{"Subject": {"CommonName": name}}]})

test_the_service_may_ask_by_its_certificate if {
	allowed(certified("golden-thread"), {"GOLDEN_THREAD_OPA_CLIENT": "golden-thread"})
}

test_another_certificate_may_not if {
	not allowed(certified("somebody"), {"GOLDEN_THREAD_OPA_CLIENT": "golden-thread"})
	not allowed(certified(""), {"GOLDEN_THREAD_OPA_CLIENT": ""})
	not allowed(certified("golden-thread"), {})
}
