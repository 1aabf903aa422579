# What may be told of each candidate. A rule that holds gives its level; any deny takes levels away; the law's caps on
# sensitive classes stand over both. No rule, no answer.
package golden_thread.disclosure

import data.golden_thread.agreed
import data.golden_thread.conditions
import data.golden_thread.emergency
import data.golden_thread.guards
import data.golden_thread.reasons

decision := {"bundle": agreed.digest, "rulings": [whole(ruled) | some ruled in short.rulings]}

# The same, where a ruling that is one of the bundle's answers is only its number: rego-cpp copies what it hands out.
short := {"bundle": agreed.digest, "rulings": rulings} if {
	indexes := [index | some index in [conditions.mine, emergency.mine]; count(index.asking) > 0]
	open := conditions.standing(indexes)
	rulings := [ruling(candidate, conditions.holding(candidate, indexes, open)) | some candidate in input.candidates]
}

# A number in brackets of its own: rego-cpp tries every place of an array that is indexed by a parameter as it is.
whole(ruled) := answer if {
	some answer in [agreed.answers[ruled]]
} else := ruled

# The ordinary case: one rule holds, and the record is of no sensitive class. What it gives at a level is looked up.
ruling(candidate, holding) := number if {
	count(holding) == 1
	count(candidate.classes) == 0
	number := agreed.rules[holding[0]].answers[input.level]
	number >= 0
} else := answer if {
	# A cap of 0 would refuse as well; the law's bar does not hang on arithmetic.
	not guards.never(candidate.classes)
	not guards.unknown(candidate.classes)
	not emergency.excluded(candidate)
	best := max([agreed.rules[id].level | some id in holding])
	level := least(candidate.classes, holding, best)
	level > 0
	answer := given(candidate.classes, holding, best, level)
} else := {
	"effect": "deny",
	"level": 0,
	"reasons": reasons.against(candidate, holding),
}

# The least of what was asked, what a rule gives, what the classes allow, and what a deny leaves.
least(classes, holding, best) := min((({input.level, best} | caps(classes, holding)) | left)) if {
	left := {agreed.rules[id].leaves | some id in holding}
}

# What the law leaves of each class, and what the agreements of the rules that hold leave of it.
caps(classes, holding) := lawful | agreed_upon if {
	lawful := {agreed.classes[class].cap | some class in classes}
	agreed_upon := {agreed.rules[id].classes[class] | some class in classes; some id in holding}
}

# A disclosure is made under one rule: the one that gives most, and of equals the first by name. The obligations and
# redactions of every rule that holds bind it all the same, so that nobody can shop for the laxest.
given(classes, holding, best, level) := {
	"effect": "allow",
	"level": level,
	"fields": sort(fields(holding, answer.fields)),
	"obligations": sort(bound(classes, holding)),
	"agreement": answer.agreement,
	"version": answer.version,
	"agreement_digest": answer.agreement_digest,
	"rules": answer.rules,
	"gateways": answer.gateways,
	"reasons": sort({"capped_by_class" | some cap in caps(classes, holding); cap < best}),
} if {
	leading := min([id | some id in holding; agreed.rules[id].level == best])
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
	weaker := {lesser | some duty in every_one; some lesser in agreed.weaker[duty]}
}
