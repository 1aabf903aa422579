# What may be told of each candidate. A rule that holds gives its level; any deny takes levels away; the law's caps on
# sensitive classes stand over both. No rule, no answer.
#
# rego-cpp compares numbers as text in min, max and sort: of 9 and 10 it takes 10 for the less. So they are given texts,
# or numbers from 0 to 4; where a number may be greater, < compares it. It also tries every place of an array that is
# indexed by a parameter, so that functions make an id a variable of their own by `some`.
package golden_thread.disclosure

import data.golden_thread.agreed
import data.golden_thread.conditions
import data.golden_thread.emergency
import data.golden_thread.guards
import data.golden_thread.reasons

decision := {"bundle": agreed.digest, "rulings": [whole(ruled) | some ruled in short.rulings]}

# The same, where a ruling that is one of the bundle's answers is only its number: rego-cpp copies what it hands out.
short := {"bundle": agreed.digest, "rulings": rulings} if {
	rulings := [ruled |
		some candidate in input.candidates
		holding := conditions.holding(candidate)
		ruled := ruling(candidate, holding, ordinary(candidate, holding))
	]
}

whole(ruled) := answer if {
	some answer in [agreed.answers[ruled]]
} else := ruled

# The ordinary case: one rule holds, and the record is of no sensitive class. What it gives at a level is looked up.
ordinary(candidate, holding) := [number |
	count(holding) == 1
	count(candidate.classes) == 0
	some id in holding
	number := agreed.rules[id].answers[input.level]
	number >= 0
]

ruling(candidate, holding, ready) := number if {
	some number in ready
} else := answer if {
	best := max([agreed.rules[id].level | some id in holding])

	# A cap of 0 would refuse as well; the law's bar does not hang on arithmetic.
	not guards.never(candidate.classes)
	not guards.unknown(candidate.classes)
	not emergency.excluded(candidate)
	capped := caps(candidate.classes, holding)
	level := least(capped, holding, best)
	level > 0
	answer := given(candidate.classes, holding, best, level, capped)
} else := {
	"effect": "deny",
	"level": 0,
	"reasons": reasons.against(candidate, holding),
}

# What the law leaves of each class, and what the agreements of the rules that hold leave of it.
caps(classes, holding) := lawful | agreed_upon if {
	lawful := {agreed.classes[class].cap | some class in classes}
	agreed_upon := {agreed.rules[id].classes[class] | some class in classes; some id in holding}
}

# The least of what was asked, what a rule gives, what the classes allow, and what a deny leaves.
least(capped, holding, best) := min([level | some part in [[asked, best], capped, left]; some level in part]) if {
	asked := max([level | some level in [0, 1, 2, 3, 4]; level <= input.level])
	left := [agreed.rules[id].leaves | some id in holding]
}

# A disclosure is made under one rule: the one that gives most, and of equals the first by name, which has the lowest
# number. The obligations and redactions of every rule that holds bind it all the same, so that nobody can shop for the
# laxest.
given(classes, holding, best, level, capped) := {
	"effect": "allow",
	"level": level,
	"fields": sort(fields(holding, answer.fields)),
	"obligations": sort(bound(classes, holding)),
	"agreement": answer.agreement,
	"version": answer.version,
	"agreement_digest": answer.agreement_digest,
	"rules": answer.rules,
	"gateways": answer.gateways,
	"reasons": sort({"capped_by_class" | some cap in capped; cap < best}),
} if {
	equals := [id | some id in holding; agreed.rules[id].level == best]
	some leading in equals
	every other in equals {
		leading <= other
	}
	some answer in [agreed.answers[agreed.rules[leading].answers[level]]]
}

fields(holding, shown) := {field | some field in shown} - redacted if {
	redacted := {field | some id in holding; some field in agreed.rules[id].redact}
}

# Obligations united; of one kind, the stricter stays.
bound(classes, holding) := every_one - weaker if {
	of_rules := {duty | some id in holding; some duty in agreed.rules[id].obligations}
	of_classes := {duty | some class in classes; some duty in agreed.classes[class].obligations}
	every_one := of_rules | of_classes
	weaker := {lesser |
		some duty
		some lesser in agreed.weaker[duty]
		duty in every_one
	}
}
