# The order of evaluation: levels, denials, caps, fields and obligations, on a small agreement.
package golden_thread.disclosure_test

import data.golden_thread.disclosure

# A small agreement: rule 0 gives contact, rule 1 a summary, rule 2 denies the summary of suspects, rule 3 opens detail
# in an emergency.
agreed := {
	"digest": "sha256:test",
	"day": 100,
	"index": {"council": {"worker": {"help": mine}}},
	"emergencies": {"danger": {"council": {"duty": {"help": urgent}, "worker": {"help": urgent}}}},
	"rules": [
		rule(0, 2, 4, ["expire(24)", "onward(ask)"], {"answers": [-1, 0, 1, 1, 1], "redact": ["three"]}),
		rule(0, 3, 4, ["expire(12)", "onward(deny)"], {"answers": [-1, 2, 3, 4, 4]}),
		rule(1, 0, 2, [], {}),
		rule(2, 4, 4, ["expire(1)", "notify"], {"answers": [-1, 5, 6, 7, 8], "excluded": ["REFUGE"]}),
	],
	"asking": [asking([true]), asking([false, true]), asking([false, true])],
	"answers": array.concat([answer("A", level) | some level in [1, 2]], [answer(name, level) |
		some name in ["B", "E"]
		some level in [1, 2, 3, 4]
		[name, level] != ["B", 4]
	]),
	"suspended_users": {"barred-user": true},
	"weaker": {"expire(12)": ["expire(24)"], "expire(1)": ["expire(12)", "expire(24)"], "onward(deny)": ["onward(ask)"]},
	"classes": {
		"CAMHS": {"cap": 1, "carries": ["health"], "obligations": ["broker"]},
		"REFUGE": {"cap": 1, "carries": [], "obligations": ["broker"]},
		"GRC": {"cap": 0, "carries": [], "obligations": []},
	},
}

mine := {
	"asking": [0, 1],
	"held": {"police": {"family": [0], "both": [0, 1], "denied": [1, 2], "only_deny": [2]}},
}

urgent := {"asking": [2], "held": {"police": {"family": [3], "denied": [3]}}}

rule(number, level, leaves, obligations, more) := object.union(more, {
	"asking": number,
	"level": level,
	"leaves": leaves,
	"subjects": {"part3": {"adult": {"victim": true}}},
	"obligations": obligations,
})

asking(cases) := {
	"until": 200,
	"askers": {"find": {"open_case": {"mfa": cases}}},
	"acts": {"find": true},
	"relationships": {"open_case": true},
	"assurances": {"mfa": true},
	"cases": cases,
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

candidate(record_type, classes) := {
	"provider": "police",
	"record_type": record_type,
	"regime": "part3",
	"classes": classes,
	"subject_role": "victim",
	"age_band": "adult",
	"area": "",
}

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
	"forum": "",
	"attends": false,
	"break_glass": "",
	"second_person": false,
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

test_one_rule_that_holds_of_two_redacts_alone if {
	untrained := [asking([true]), object.union(asking([true]), {"training": ["OTHER"]}), asking([true])]
	second := object.union(agreed.rules[1], {"asking": 1})
	changed_agreed := object.union(agreed, {"asking": untrained, "rules": [agreed.rules[0], second]})
	asked := question([candidate("both", [])])
	result := disclosure.decision.rulings[0] with data.golden_thread.agreed as changed_agreed with input as asked
	result.rules == ["A"]
	result.fields == ["one", "two"]
}

test_of_rules_that_give_as_much_the_first_leads if {
	as_much := object.union(agreed, {"rules": [agreed.rules[0], object.union(agreed.rules[0], {"answers": [-1, 5, 6, 6, 6]})]})
	asked := question([candidate("both", [])])
	result := disclosure.decision.rulings[0] with data.golden_thread.agreed as as_much with input as asked
	result.rules == ["A"]
}

test_what_an_agreement_says_of_a_class_caps_too if {
	rules := [object.union(agreed.rules[0], {"classes": {"CAMHS": 1}}), agreed.rules[1]]
	wide := {"CAMHS": {"cap": 3, "carries": [], "obligations": []}}
	changed_agreed := object.union(agreed, {"rules": rules, "classes": wide})
	asked := question([candidate("both", ["CAMHS"])])
	result := disclosure.decision.rulings[0] with data.golden_thread.agreed as changed_agreed with input as asked
	result.level == 1
	result.reasons == ["capped_by_class"]
}

test_a_class_that_caps_nothing_is_no_reason if {
	changed_agreed := object.union(agreed, {"classes": {"CAMHS": {"cap": 4, "carries": [], "obligations": []}}})
	asked := question([candidate("both", ["CAMHS"])])
	result := disclosure.decision.rulings[0] with data.golden_thread.agreed as changed_agreed with input as asked
	result.level == 3
	result.reasons == []
}

test_the_short_form_says_the_same_by_number if {
	asked := question([candidate("family", []), candidate("both", []), candidate("nothing", [])])
	short := disclosure.short with data.golden_thread.agreed as agreed with input as asked
	decision := disclosure.decision with data.golden_thread.agreed as agreed with input as asked
	short.bundle == "sha256:test"
	short.rulings[0] == 1
	decision.rulings[0] == agreed.answers[1]
	array.slice(short.rulings, 1, 3) == array.slice(decision.rulings, 1, 3)
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
