# What an immediate danger opens beyond the rules: on a ground, for a role and up to a level that an agreement names.
# It lifts the relationship and the case reference, and nothing else: guards, denials and caps hold as ever.
package golden_thread.emergency

import data.golden_thread.agreed

# The emergency rules for who asks, why and on which ground, as conditions has the ordinary ones; undefined
# without a ground.
mine := agreed.emergencies[input.break_glass][input.agency][input.role][input.purpose]

# A class that an agreement keeps shut even then. It is not told by an ordinary rule either: what was asked for in an
# emergency is answered as an emergency.
excluded(candidate) if {
	some class in candidate.classes
	some id in mine.held[candidate.provider][candidate.record_type]
	class in agreed.rules[id].excluded
}
