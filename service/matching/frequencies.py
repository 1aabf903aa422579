"""Rough shares of names in an English town with Polish, Romanian and South Asian communities, for the shipped model.

Written by hand from general knowledge of published rankings (ONS births, surname lists), per 100,000 people, not
measured: good for telling common from rare, which is all that they do. A deployment replaces them by its own counts
(`learning.shares_of`).
"""

from typing import Final

FORENAMES: Final = """
david 1500 john 1400 michael 1100 paul 1050 andrew 950 james 1200 mark 800 christopher 750 robert 850 peter 750
william 700 thomas 850 daniel 800 stephen 650 richard 600 matthew 650 jack 700 simon 420 joshua 500 anthony 480
ian 430 alan 430 george 550 samuel 480 joseph 500 ryan 380 adam 400 kevin 370 benjamin 420 liam 360 luke 380
martin 370 gary 350 alexander 430 oliver 480 harry 450 callum 280 lee 330 charlie 380 steven 450 brian 330 philip 330
jonathan 300 nathan 250 keith 270 kenneth 260 colin 250 nicholas 300 edward 300 neil 270 graham 260 jacob 300
lewis 290 connor 230 jake 230 kieran 170 craig 220 jamie 230 jason 230 barry 170 darren 230 stuart 220 dean 150
scott 190 wayne 130 carl 160 sean 190 shaun 130 aaron 170 tyler 160 kyle 130 mason 150 noah 220 leo 200 alfie 220
archie 170 oscar 190 henry 220 freddie 150 ethan 200 isaac 140 logan 150 dylan 170 max 170 finley 130 jayden 110
riley 130 reece 80 bradley 110 jordan 150 patrick 170 charles 220 frank 110 raymond 170 roy 120 derek 150 dennis 120
eric 90 ronald 120 terence 100 geoffrey 110 roger 110 trevor 100 leslie 80 gerald 60 kyle 90 toby 80 louis 120
arthur 140 susan 850 margaret 850 sarah 950 karen 550 emma 700 elizabeth 650 patricia 620 christine 480 julie 520
claire 450 jacqueline 370 mary 600 linda 420 helen 430 jane 330 laura 480 rebecca 420 nicola 450 joanne 380
michelle 400 lisa 400 amanda 350 angela 330 deborah 350 alison 300 janet 330 jean 350 ann 350 anne 300 barbara 330
carol 320 sandra 300 maureen 230 sheila 230 samantha 320 jennifer 370 charlotte 450 emily 480 lauren 300 hannah 380
jessica 430 sophie 430 chloe 370 amy 360 olivia 400 grace 330 lucy 350 katie 320 megan 270 bethany 200 ella 300
lily 280 amelia 320 isla 180 ava 230 mia 230 isabella 170 poppy 190 freya 170 evie 180 ellie 190 ruby 190 daisy 160
millie 150 holly 200 molly 160 abigail 190 leah 170 caitlin 100 paige 110 georgia 150 zoe 150 victoria 270 rachel 290
gemma 220 kelly 210 stacey 120 natalie 200 danielle 160 kirsty 110 louise 250 catherine 250 kathleen 220 dorothy 220
joan 230 joyce 180 doreen 120 irene 150 marjorie 60 eileen 150 pauline 200 lesley 150 tracey 190 sharon 220 dawn 150
wendy 130 lynn 110 diane 160 gillian 180 judith 130 hazel 90 heather 120 yvonne 80 lorraine 110 donna 140 tina 90
maria 140 mohammed 500 muhammad 300 mohammad 150 ahmed 90 ali 120 hassan 60 ibrahim 80 yusuf 60 omar 50 imran 50
asif 30 usman 30 bilal 30 aisha 60 fatima 70 zainab 40 maryam 50 khadija 25 amina 30 noor 25 sana 25 saima 20 nazia 12
shabana 15 piotr 35 krzysztof 30 tomasz 30 pawel 28 marcin 28 michal 25 lukasz 22 jakub 22 anna 180 katarzyna 30
agnieszka 30 magdalena 25 monika 28 joanna 90 malgorzata 20 ewa 20 zuzanna 10 ionut 20 andrei 25 alexandru 18 mihai 15
cristian 15 elena 45 andreea 18 ioana 14 gabriela 15 daniela 15
"""
"""Forename and people of 100,000 who bear it."""

SURNAMES: Final = """
smith 1250 jones 900 williams 620 taylor 690 brown 560 davies 450 evans 380 wilson 440 thomas 340 johnson 390
roberts 370 robinson 400 thompson 390 wright 400 walker 390 white 350 edwards 310 hughes 340 green 330 hall 330
lewis 280 harris 290 clarke 290 patel 270 jackson 330 wood 300 turner 290 martin 260 cooper 280 hill 270 ward 260
morris 250 moore 250 clark 250 lee 260 king 240 baker 240 harrison 260 morgan 210 allen 220 james 210 scott 220
phillips 200 watson 210 davis 200 parker 210 price 190 bennett 200 young 190 griffiths 190 mitchell 190 kelly 200
cook 180 carter 180 richardson 200 bailey 180 collins 170 bell 180 shaw 190 murphy 180 miller 160 cox 160 richards 150
khan 260 marshall 160 anderson 160 simpson 160 ellis 160 adams 150 singh 170 begum 120 wilkinson 170 foster 150
chapman 150 powell 140 webb 140 rogers 140 gray 140 mason 150 ali 170 hunt 130 hussain 190 campbell 140 matthews 130
owen 130 palmer 130 holmes 140 mills 130 barnes 130 knight 120 lloyd 130 butler 130 russell 120 barker 130 fisher 130
stevens 110 jenkins 110 murray 120 dixon 130 harvey 110 ahmed 140 akhtar 60 iqbal 50 mahmood 50 bibi 60 malik 50
shah 60 kaur 130 rahman 50 miah 50 hassan 40 mohammed 60 graham 120 fletcher 130 howard 120 andrews 100 gibson 110
reynolds 100 ford 110 oneill 80 obrien 80 ryan 100 walsh 110 byrne 60 doyle 60 sharp 90 hargreaves 80 ashworth 90
whittaker 80 bamber 70 rimmer 70 cartmell 40 eccleston 40 pickering 60 bradshaw 90 parkinson 100 kirkham 60 cookson 50
threlfall 40 gornall 30 swarbrick 50 singleton 70 rawcliffe 25 clegg 70 greenwood 110 sutcliffe 90 holt 90 kay 80
hodgson 100 dawson 110 atkinson 130 nicholson 90 ainsworth 60 haworth 70 duckworth 60 entwistle 60 pilkington 60
fielding 60 crompton 50 lord 60 schofield 80 howarth 80 butterworth 70 nowak 40 kowalski 35 wisniewski 25 wojcik 20
lewandowski 22 zielinski 18 kaminski 18 popa 20 popescu 18 ionescu 14 dumitru 10 stan 12 radu 10
"""
"""Family name (folded) and people of 100,000 who bear it."""

UNLISTED_FORENAME: Final = 1 / 5_000
"""For a forename that is not listed: no rarer than that, so that a misspelt or unknown name is not taken for proof."""
UNLISTED_SURNAME: Final = 1 / 5_000


def shares(table: str) -> dict[str, float]:
    """The table as shares of people.

    >>> shares("smith 1250 jones 900")["smith"]
    0.0125
    """
    words = table.split()
    return {name: int(count) / 100_000 for name, count in zip(words[::2], words[1::2], strict=True)}
