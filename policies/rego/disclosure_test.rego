# The order of evaluation: levels, denials, caps, fields and obligations, on a small agreement.
package golden_thread.disclosure_test

import data.golden_thread.disclosure

# A small agreement: rule A gives contact, rule B a summary, rule D denies the summary of suspects.
agreed := {
	"digest": "sha256:test",
	"day": 100,
	"index": {"council": {"worker": {"help": {"police": {"family": ["A"], "both": ["A", "B"], "denied": ["B", "D"], "only_deny": ["D"]}}}}},
	"rules": {
		"A": rule(2, 4, [true], ["expire(24)", "onward(ask)"]),
		"B": rule(3, 4, [true], ["expire(12)", "onward(deny)"]),
		"D": rule(0, 2, [false, true], []),
	},
	"answers": {"A": [answer("A", level) | some level in [0, 1, 2, 2, 2]], "B": [answer("B", level) | some level in [0, 1, 2, 3, 3]]},
	"training": {"B": ["IG"]},
	"areas": {},
	"redact": {"A": ["three"]},
	"bars": {},
	"carries": {},
	"lifts_confidence": {},
	"stopped": {},
	"suspended_users": {"barred-user": true},
	"weaker": {"expire(12)": ["expire(24)"], "onward(deny)": ["onward(ask)"]},
	"classes": {"CAMHS": {"cap": 1, "obligations": ["broker"]}, "GRC": {"cap": 0, "obligations": []}},
}

rule(level, leaves, cases, obligations) := {
	"level": level,
	"leaves": leaves,
	"until": 200,
	"askers": {"find": {"open_case": {"mfa": cases}}},
	"acts": {"find": true},
	"relationships": {"open_case": true},
	"assurances": {"mfa": true},
	"cases": cases,
	"subjects": {"part3": {"adult": {"victim": true}}},
	"obligations": obligations,
}

answer(name, level) := {
	"effect": "allow",
	"level": level,
	"fields": [field | some at, field in ["none", "one", "two", "three", "four"]; at > 0; at <= level],
	"obligations": ["expire(24)"],
	"agreement": "ISA",
	"version": "1.0.0",
	"agreement_digest": "sha256:isa",
	"rules": [name],
	"gateways": ["s10"],
	"reasons": [],
}

candidate(record_type, classes) := {"provider": "police", "record_type": record_type, "regime": "part3", "classes": classes, "subject_role": "victim", "age_band": "adult", "area": ""}

question(candidates) := {
	"agency": "council",
	"role": "worker",
	"assurance": "mfa",
	"training": ["IG"],
	"act": "find",
	"level": 4,
	"purpose": "help",
	"relationship": "open_case",
	"case_reference": true,
	"day": 150,
	"candidates": candidates,
	"user": "",
}

ruled(asked) := result if {
	result := disclosure.decision.rulings[0] with data.golden_thread.agreed as agreed with input as asked
}

changed(change, record_type) := ruled(object.union(question([candidate(record_type, [])]), change))

test_one_rule_gives_its_level if {
	result := ruled(question([candidate("family", [])]))
	result.effect == "allow"
	result.level == 2
	result.fields == ["one", "two"]
	result.obligations == ["expire(24)"]
}

test_the_digest_and_the_order_of_the_candidates_are_kept if {
	asked := question([candidate("nothing", []), candidate("family", [])])
	decision := disclosure.decision with data.golden_thread.agreed as agreed with input as asked
	decision.bundle == "sha256:test"
	[ruling.effect | some ruling in decision.rulings] == ["deny", "allow"]
}

test_no_candidates_no_rulings if {
	decision := disclosure.decision with data.golden_thread.agreed as agreed with input as question([])
	decision.rulings == []
}

test_no_more_than_was_asked if changed({"level": 1}, "family").level == 1

test_asking_for_nothing_gives_nothing if changed({"level": 0}, "family").effect == "deny"

test_asking_for_nothing_of_two_rules_gives_nothing if changed({"level": 0}, "both").effect == "deny"

test_no_rule_no_answer if {
	changed({}, "nothing") == {"effect": "deny", "level": 0, "reasons": ["no_rule"]}
	changed({"role": "stranger"}, "family").reasons == ["no_rule"]
	changed({"purpose": "curiosity"}, "family").reasons == ["no_rule"]
	changed({"agency": "elsewhere"}, "family").reasons == ["no_rule"]
}

test_the_rule_that_gives_most_leads_and_all_obligations_bind if {
	result := ruled(question([candidate("both", [])]))
	result.level == 3
	result.rules == ["B"]
	result.agreement == "ISA"
	result.version == "1.0.0"
	result.agreement_digest == "sha256:isa"
	result.gateways == ["s10"]
	result.obligations == ["expire(12)", "onward(deny)"]
}

test_a_redaction_of_any_rule_that_holds_wins if {
	ruled(question([candidate("both", [])])).fields == ["one", "two"]
}

test_a_deny_takes_levels_away if {
	result := ruled(question([candidate("denied", [])]))
	result.effect == "allow"
	result.level == 2
}

test_a_deny_alone_gives_nothing_and_says_so if {
	result := ruled(question([candidate("only_deny", [])]))
	result.effect == "deny"
	result.reasons == ["denied_by_rule", "no_rule"]
}

test_a_sensitive_class_caps_and_brokers if {
	result := ruled(question([candidate("both", ["CAMHS"])]))
	result.level == 1
	result.fields == ["one"]
	result.obligations == ["broker", "expire(12)", "onward(deny)"]
	result.reasons == ["capped_by_class"]
}

test_a_class_that_is_never_disclosed_wins_over_every_rule if {
	ruled(question([candidate("both", ["CAMHS", "GRC"])])) == {"effect": "deny", "level": 0, "reasons": ["never_disclosed"]}
}

test_a_class_that_nobody_knows_is_never_disclosed if {
	ruled(question([candidate("family", ["NEW"])])) == {"effect": "deny", "level": 0, "reasons": ["unknown_class"]}
}
