"""temp"""
def sentence_of(agreement, rule, words): return f"{agreement.isa_id} {rule}"
