# What no agreement can switch off: the never-list, and the bounds that statutes set to their own gateways.
package golden_thread.guards

import data.golden_thread.agreed

# A class that is never disclosed, whatever a rule says.
never(classes) if {
	some class in classes
	agreed.classes[class].cap == 0
}

# A class that nobody knows is treated as one that is never disclosed.
unknown(classes) if {
	some class in classes
	not agreed.classes[class]
}

# Rules that the law itself keeps shut.
shut(ids) := barred(ids) | in_confidence(ids)

# The Serious Violence Duty (PCSC Act 2022 s.16) opens neither patient information nor what health and social care
# authorities hold. What a gateway bars is data; that a bar wins is not.
barred(ids) := {id |
	some id in ids
	some bar in agreed.bars[id]
	bar in agreed.carries[id]
}

# Confidential information needs a recorded reason why the duty of confidence does not prevent its disclosure.
in_confidence(ids) := {id |
	some id in ids
	agreed.lifts_confidence[id] == false
}
