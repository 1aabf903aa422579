"""Which forenames stand for which: UK short forms and common spellings of one name in the area's communities.

One line is one name; the first word is the form that tokens are made of. Two names agree when they share a line, so
agreement is symmetric but does not chain: Alex agrees with Alexander and with Alexandra, which do not agree.
"""

from functools import lru_cache
from typing import Final

_LINES: Final = """
abigail abi abbie abby abbey gail
adam addy
agnieszka aga agnes
aleksandra ola alexandra alex
aleksander olek alexander alex
alexander alex alec alistair sandy xander lex sasha
alexandra alex sandra lexi lexie sasha sandy
alfred alf alfie fred freddie
alice ali allie
alison ali allie
amanda mandy manda
amelia amy millie milly mia
andrew andy drew andrei andrzej
andreea andrea andra
angela angie ange
ann anne anna annie nan nancy
annabel annabelle bella belle
anthony tony ant antony anton
archibald archie archy
arthur art artie
barbara barb babs basia
barnaby barney
bartholomew bart bartosz bartek
benjamin ben benny benji
bernard bernie
beverley bev beverly
bradley brad
cameron cam
caroline carol carrie caz
catherine katherine kathryn katharine cathy kathy kate katie kat kay kit kitty cath katarzyna kasia
cassandra cass cassie
charles charlie chas chuck charley
charlotte charlie lottie lotte char charley
chloe clo
christine chris chrissie tina
christina chris chrissie tina krystyna
christopher chris kit topher kris krzysztof
clifford cliff
constance connie
cynthia cindy
daniel dan danny
danielle dani danni
david dave davey davy dawid dai
deborah deb debbie debs debra
dennis den denny
derek del
diana di diane dianne
dominic dom
donald don donnie
dorothy dot dotty dolly
douglas doug
edward ed eddie eddy ted teddy ned
edwin ed eddie
eleanor ellie nell nellie nora elinor
elizabeth liz lizzie beth betty bess eliza libby elsie lisa elspeth elisabeth elzbieta ela bethany
ella ellie
emily em emmy millie emilia
emma em emmie
eugene gene
evelyn eve evie
fatima fatimah fatma
felicity flick fliss
florence flo florrie flossie
frances fran franny francesca frankie
francesca fran frankie cesca
francis frank frankie
frederick fred freddie freddy
gabriel gabe gabi gabriela
gabrielle gabby gabi gaby
geoffrey geoff jeff jeffrey
george georgie
georgina georgie gina georgia
gerald gerry jerry
gerard gerry ger
gheorghe george
gillian gill jill jilly
gordon gord
grace gracie
graham gray graeme grahame
gregory greg grzegorz
harold harry hal
harriet hattie harry
harrison harry
heather hev
helen nell nellie lena
henry harry hal hank
hussain hussein husain hossain
ian iain
imogen immy imo
irene rene
isabella isabel isabelle izzy bella belle isobel
ionut ion
jacob jake jakub kuba
jacqueline jackie jacky jacqui
james jim jimmy jamie jem
jamie james
janet jan
janice jan
jason jay
jasmine jas jaz jazz
jennifer jen jenny jenni jennie
jeremy jez jerry
jessica jess jessie
joan joanie
joanne jo joanna joann
john johnny jack jon jan ioan
jonathan jon jonny johnny jonathon
jordan jordy
joseph joe joey jo jozef
josephine jo josie
joshua josh
judith judy judi
julia jules julie
julian jules
katarzyna kasia
kenneth ken kenny
kevin kev
kimberley kim kimberly
laura lauren lori
lauren laura loz
lawrence larry laurie lol laurence
leonard len lenny leo
leslie les lesley
lewis lew louis
lillian lily lil lilly lilian
louise lou
louis lou lewis luis
lucy lucie lou
luke lukasz luca
madeleine maddy maddie madeline
magdalena magda
malcolm mal
malgorzata gosia margaret
margaret maggie meg peggy marge madge greta rita megan mags
marcus mark marc
marek mark
maria mary marie ria
martin marty marcin
martha marty
mary molly polly mollie mae may maria
mateusz matthew mati
matilda tilly tilda mattie
matthew matt matty mathew
maureen mo maura
maurice mo
maxwell max
maximilian max
megan meg meggie
melanie mel
melissa mel lissa missy
michael mike mick mickey micky mikey michal mihai
michelle shell shelly chelle
mildred millie
mohammed mohammad muhammad muhammed mohamed mohamad muhamad mohamud mo mohd md
mustafa mustapha mostafa
natalie nat natasha
natasha tash tasha nat
nathan nat nate
nathaniel nathan nat nate
nicholas nick nicky nico nicolas
nicola nicky nikki nicole nic
nicole nicky nikki nic nicola
noah noe
norman norm
oliver ollie olly oli
olivia liv livvy ollie
oluwaseun seun
pamela pam
patricia pat trish tricia patsy
patrick pat paddy patryk
paul pawel
pauline paula
penelope penny
peter pete piotr
philip phil pip phillip filip
philippa pip pippa
phoebe phebe
piotr peter
priscilla cilla
rachel rach rachael
raymond ray
rebecca becky becca bex beck
reginald reg reggie
rhiannon rhi
richard rich rick ricky dick richie
robert rob bob bobby robbie bert robin
roberta bobbie
robin rob
rodney rod
roger rodge
ronald ron ronnie
rosemary rose rosie
rosie rose
ryan ry
sally sal
samantha sam sammy
samuel sam sammy
sarah sara sally sadie
saoirse sersha
sebastian seb bas
shaun sean shawn
sharon shaz shazza
sidney sid sydney
sophie soph sofia sophia
stanley stan
stefan stephen steven
stephanie steph stef
stephen steve steven stevie stephan
susan sue susie suzie suzy susanna suzanne
sylvia syl
tamara tammy
teresa theresa terry tess tessa
terence terry tel
theodore theo ted teddy
thomas tom tommy tomasz
timothy tim timmy
tobias toby
tracey trace tracy
valerie val
veronica ronnie vera
victor vic
victoria vicky vicki tori vikki
vincent vince vinny
vivian viv vivien vivienne
walter wally walt
wilfred wilf
wilhelmina minnie mina
william bill billy will willy liam willie
winifred win winnie
wojciech wojtek
yasmin yaz jasmin yasmine
yusuf yousaf yousef yusef youssef
zachary zac zach zak zack
zainab zaynab zeinab
zofia zosia sophie
"""


def _index() -> tuple[dict[str, frozenset[int]], tuple[str, ...]]:
    lines: dict[str, set[int]] = {}
    heads: list[str] = []
    for number, line in enumerate(_LINES.split("\n")[1:-1]):
        words = line.split()
        heads.append(words[0])
        for word in words:
            lines.setdefault(word, set()).add(number)
    return {name: frozenset(found) for name, found in lines.items()}, tuple(heads)


_LINES_OF, _HEADS = _index()
_NONE: Final[frozenset[int]] = frozenset()


def stands_for(one: str, other: str) -> bool:
    """Whether two folded forenames share a line.

    >>> stands_for("bob", "robert"), stands_for("robert", "bob"), stands_for("alexander", "alexandra")
    (True, True, False)
    """
    found = _LINES_OF.get(one)
    return found is not None and not found.isdisjoint(_LINES_OF.get(other, _NONE))


@lru_cache(maxsize=65_536)
def formal(name: str) -> str:
    """The form that tokens are made of: its own line when the name heads one, else the first line that has it.

    >>> formal("bob"), formal("charlotte"), formal("xanthe")
    ('robert', 'charlotte', 'xanthe')
    """
    found = _LINES_OF.get(name)
    if found is None or name in _HEADS:
        return name
    return _HEADS[min(found)]
