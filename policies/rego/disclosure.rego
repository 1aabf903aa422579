# What may be told of each candidate: guards first, then every rule that holds, any deny winning, then the least level.
package golden_thread.disclosure

import data.golden_thread.agreed
import data.golden_thread.conditions
import data.golden_thread.guards

decision := {
	"bundle": agreed.digest,
	"rulings": [ruling(candidate) | some candidate in input.candidates],
}

ruling(candidate) := given(candidate, granting, level) if {
	count(guards.bars(candidate)) == 0
	holding := conditions.holding(candidate)
	granting := [rule | some rule in holding; rule.effect == "allow"]
	count(granting) > 0
	level := least(candidate, holding, max([rule.level | some rule in granting]))
	level > 0
} else := {"effect": "deny", "level": 0, "reasons": sort(why_not(candidate))}

# The least of what was asked, what a rule gives, what the classes allow, and what a deny leaves.
least(candidate, holding, best) := min(all) if {
	classes := {agreed.classes[class].cap | some class in candidate.classes}
	denied := {rule.leaves | some rule in holding; rule.effect == "deny"}
	all := ({input.level, best} | classes) | denied
}

# A disclosure is made under one agreement: the one that gives most, and of equals the first by id. The obligations of
# every rule that holds bind it all the same, so that nobody can shop for the laxest.
given(candidate, granting, level) := {
	"effect": "allow",
	"level": level,
	"fields": sort(fields(chosen, level)),
	"obligations": sort(bound(candidate, granting)),
	"agreement": leading,
	"version": chosen[0].version,
	"agreement_digest": chosen[0].digest,
	"rules": sort({rule.rule | some rule in chosen}),
	"gateways": sort({gateway | some rule in chosen; some gateway in rule.gateways}),
	"reasons": sort({"capped_by_class" | some class in candidate.classes; agreed.classes[class].cap < best}),
} if {
	best := max([rule.level | some rule in granting])
	leading := min([rule.agreement | some rule in granting; rule.level == best])
	chosen := [rule | some rule in granting; rule.agreement == leading]
}

fields(chosen, level) := shown - redacted if {
	shown := {field |
		some rule in chosen
		at := smaller(rule.level, level)
		some field in rule.fields[at]
	}
	redacted := {field | some rule in chosen; some field in rule.redact}
}

smaller(a, b) := a if {
	a <= b
} else := b

# Obligations united; of one kind, the stricter stays.
bound(candidate, granting) := every_one - weaker if {
	of_rules := {duty | some rule in granting; some duty in rule.obligations}
	of_classes := {duty | some class in candidate.classes; some duty in agreed.classes[class].obligations}
	every_one := of_rules | of_classes
	weaker := {lesser | some duty in every_one; some lesser in agreed.weaker[duty]}
}

why_not(candidate) := reasons if {
	bars := guards.bars(candidate)
	count(bars) > 0
	reasons := bars
} else := reasons if {
	matching := conditions.matching(candidate)
	unmet := {code | some rule in matching; rule.effect == "allow"; some code in conditions.unmet(rule, candidate)}
	denied := {"denied_by_rule" | some rule in conditions.holding(candidate); rule.effect == "deny"}
	none := {"no_rule" | count([rule | some rule in matching; rule.effect == "allow"]) == 0}
	reasons := (unmet | denied) | none
}
