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

# Terms of asking that the law itself keeps shut.
shut(asking) if barred(asking)

shut(asking) if in_confidence(asking)

# The Serious Violence Duty (PCSC Act 2022 s.16) opens neither patient information nor what health and social care
# authorities hold. What a gateway bars is data; that a bar wins is not.
barred(asking) if {
	some bar in asking.bars
	bar in asking.carries
}

# The same where not the kind of record but a class of this one says what it is.
barred_by_class(rule, classes) if {
	some class in classes
	some kept in agreed.classes[class].carries
	kept in agreed.asking[rule.asking].bars
}

# Confidential information needs a recorded reason why the duty of confidence does not prevent its disclosure.
in_confidence(asking) if asking.lifts_confidence == false
