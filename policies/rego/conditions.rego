# Which rules speak to whoever asks, and which of them hold for a candidate. Pure predicates over the question; no word
# is known here. Rules and their terms of asking go by their numbers: rego-cpp walks an object key by key, but finds a
# place in an array at once.
package golden_thread.conditions

import data.golden_thread.agreed
import data.golden_thread.emergency
import data.golden_thread.guards

# The rules for who asks and why, by provider and record type, and their terms of asking; undefined for a stranger.
mine := agreed.index[input.agency][input.role][input.purpose]

# The parts of the index that speak to this asker, in this need.
indexes := [index |
	some part in [[index | index := mine], [index | index := emergency.mine]]
	some index in part
]

# Of their terms of asking, those that stand today for this asker: settled once for all candidates.
standing := {number |
	input.day >= agreed.day
	not agreed.suspended_users[input.user]
	some index in indexes
	some number in index.asking
	asking := agreed.asking[number]
	input.case_reference in asking.askers[input.act][input.relationship][input.assurance]
	asking.until >= input.day
	not withheld(asking)
	not guards.shut(asking)
}

# What the asker lacks, or what is suspended.
withheld(asking) if untrained(asking)

withheld(asking) if elsewhere(asking)

withheld(asking) if absent(asking)

withheld(asking) if alone(asking)

withheld(asking) if count(asking.stopped) > 0

untrained(asking) if {
	some needed in asking.training
	not needed in input.training
}

# Agreed for a named meeting, and asked for another or for none.
elsewhere(asking) if {
	asking.forums
	not input.forum in asking.forums
}

# Agreed for those who attend the meeting.
absent(asking) if {
	asking.attendance
	not input.attends
}

# An emergency to which somebody else must agree.
alone(asking) if {
	asking.second_person
	not input.second_person
}

# The rules that hold for a candidate.
holding(candidate) := [id |
	some index in indexes
	some id in index.held[candidate.provider][candidate.record_type]
	rule := agreed.rules[id]
	rule.asking in standing
	rule.subjects[candidate.regime][candidate.age_band][candidate.subject_role]
	not outside(rule, candidate.area)
	not closed(rule, candidate.classes)
	not guards.barred_by_class(rule, candidate.classes)
]

# A rule for named areas, and the candidate is in none of them.
outside(rule, area) if {
	rule.areas
	not area in rule.areas
}

# A rule whose agreement tells nothing of a class that the candidate carries.
closed(rule, classes) if {
	some class in classes
	rule.classes[class] == 0
}
