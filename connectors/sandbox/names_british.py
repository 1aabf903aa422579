"""British names for the sandbox: commonest first, given names by sex and period of birth, surnames real and
place-made. Frequencies follow the rank (a Zipf-like fall, as names do), with the top of each list near its
real share."""

BOYS: dict[int, str] = {
    1900: """John William Thomas James George Robert Ronald Kenneth Alan Peter Derek Brian Eric Frank Arthur Harold
    Raymond Dennis Donald Roy Gordon Stanley Albert Leslie Norman Jack Charles Joseph Edward Fred Ernest Walter
    Herbert Harry Douglas Gerald Geoffrey Bernard Victor Cyril""",
    1950: """David John Michael Peter Robert Paul Alan Stephen Anthony James William Keith Ian Christopher Andrew Brian
    Philip Kevin Graham Colin Barry Thomas Martin Geoffrey Roger Raymond Neil Trevor Gary Malcolm Terence George
    Nigel Dennis Derek Steven Roy Kenneth Richard Mark Simon Timothy Jeffrey Leslie Stuart""",
    1970: """Paul David Andrew Stephen Mark Michael Ian Gary Robert Richard Peter John Anthony Christopher Darren Kevin
    Martin Simon Philip Graham Colin Adrian Nigel Alan Neil Shaun Jonathan Nicholas Stuart Timothy Wayne Brian
    James Carl Jason Lee Matthew Craig Dean Steven Daniel Justin Karl Barry Russell Lee Scott Glenn""",
    1990: """Daniel Thomas James Matthew Joshua Ryan Jack Luke Samuel Jordan Adam Michael Christopher Benjamin Joseph
    Liam Jake William Andrew George Lewis Alexander Nathan Kieran Connor Ashley Aaron Callum Kyle Robert Bradley
    David Charlie Jamie Scott Lee Sean Craig Dean Reece Curtis Anthony Declan Harry Ben Josh Carl Mark Oliver
    Stephen Dominic Shane Marcus""",
    2005: """Jack Oliver Harry Thomas Alfie Charlie James Joshua Daniel William George Joseph Samuel Jacob Ethan Mason
    Riley Logan Tyler Lucas Noah Archie Max Leo Jayden Callum Dylan Lewis Luke Oscar Liam Benjamin Alexander
    Harrison Cameron Connor Finley Owen Jamie Kai Toby Corey Bailey Ryan Leon Brandon Harvey Kian Reece Aidan
    Zak Ellis""",
    2014: """Oliver Noah George Arthur Muhammad Leo Harry Oscar Archie Jack Henry Charlie Freddie Theodore Alfie Theo
    Finley Arlo Luca Jacob Tommy Lucas Albie Roman Teddy Mason Reuben Louie Rory Jude Ezra Hunter Jaxon Reggie
    Ralph Albert Ronnie Bobby Frankie Carter Jenson Grayson Kayden Cohen Parker Vinnie Austin Blake Elijah Hugo
    Rowan""",
}
GIRLS: dict[int, str] = {
    1900: """Margaret Mary Joan Doris Dorothy Kathleen Jean Irene Joyce Barbara Patricia Sheila Betty Eileen Audrey Edna
    Vera Marjorie Hilda Winifred Elsie Alice Florence Phyllis Gladys Sylvia Brenda Beryl Norma June Mavis Muriel
    Freda Iris Ethel Olive Ivy Annie Constance Nellie""",
    1950: """Susan Margaret Linda Christine Patricia Janet Jean Mary Ann Carol Elizabeth Jennifer Barbara Pauline Sandra
    Kathleen Maureen Gillian Valerie Judith Lesley Sheila Jacqueline Brenda Marion Marilyn Angela Lynn Jane
    Julie Hilary Diane Denise Elaine Dorothy Joan Wendy Anne Irene Rosemary Hazel Glenys Shirley""",
    1970: """Susan Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon Tracy Angela Sarah Alison Caroline
    Amanda Sandra Linda Catherine Elizabeth Carol Joanne Wendy Janet Dawn Christine Nicola Lisa Michelle Claire
    Donna Maria Lorraine Beverley Paula Andrea Louise Samantha Lynn Kim Maxine Clare Heather Gail Mandy Tina""",
    1990: """Rebecca Lauren Jessica Charlotte Hannah Sophie Amy Emily Laura Emma Chloe Sarah Lucy Katie Bethany Jade
    Megan Danielle Kelly Stacey Gemma Natalie Kirsty Rachel Samantha Stephanie Leanne Abigail Kayleigh Victoria
    Eleanor Olivia Holly Shannon Georgia Zoe Alice Natasha Molly Melissa Kimberley Jenna Jodie Toni Cheryl
    Hayley Lyndsey Carly Georgina Alexandra""",
    2005: """Olivia Emily Grace Ruby Jessica Chloe Sophie Lily Amelia Ella Mia Lucy Charlotte Ellie Megan Hannah Katie
    Holly Molly Summer Abigail Leah Evie Isabella Millie Freya Poppy Daisy Erin Ava Amy Isabelle Phoebe Imogen
    Scarlett Paige Caitlin Elizabeth Lacey Libby Lexi Maisie Skye Brooke Niamh Courtney Tia Keira Isla""",
    2014: """Olivia Isla Amelia Lily Ava Freya Ivy Florence Willow Mia Evie Poppy Grace Ella Rosie Daisy Sienna Elsie
    Harper Maisie Millie Aria Luna Phoebe Matilda Penelope Evelyn Ada Mabel Orla Bonnie Delilah Darcie Hallie
    Nancy Lottie Robyn Eden Lyra Ottilie Margot Mila Esme Arabella Violet Thea Hazel Beatrice Nevaeh Lillie
    Darcy""",
}
SURNAMES = """Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White
    Roberts
    Green Hall Wood Jackson Clarke Harrison Hughes Edwards Turner Hill Clark Cooper Ward Lewis Morris Moore
    Thomas Baker King Lee Martin Harris Parker James Scott Davis Allen Watson Cook Bennett Shaw Carter Mitchell
    Collins Richardson Bailey Anderson Bell Marshall Young Ellis Simpson Kelly Gray Miller Adams Richards Cox
    Webb Wilkinson Chapman Murphy Mason Hunt Rogers Mills Foster Graham Palmer Barker Knight Holmes Lloyd
    Campbell Stevens Butler Fisher Matthews Barnes Dixon Powell Atkinson Hudson Pearson Harvey Owen Fletcher
    Reynolds Andrews Ford Howard Saunders Payne Day Lawrence West Stewart Russell Brooks Hart Reid Carr Gibson
    Woods Bradley Lane Watts Bird Spencer Hawkins Grant Cole Burton Armstrong Ryan Lawson Gardner Nicholson
    Crawford Berry Sutton Robertson Dunn Burns Kay Hunter Gill Porter Warren Elliott Hamilton Jenkins Boyle
    Coates Townsend Rowe Sharp Newton Ball Bates Cross Walsh Austin Perry Booth Cunningham Potter Freeman Cooke
    Parry Wells Todd Gordon Byrne Hodgson Barrett Bolton Kirkham Rimmer Ashcroft Bamber Gornall Threlfall
    Cartmell Swarbrick Whiteside Salthouse Fairclough Rigby Hesketh Bradshaw Eccleston Haslam Holden Duckworth
    Pilkington Entwistle Greenhalgh Ormerod Ashworth Hargreaves Sharples Kenyon Rawcliffe Catterall Parkinson
    Wignall Halsall Iddon Blackburn Preston Singleton Poulton Carleton Warbreck Bispham Bickerstaffe Rossall
    Clegg Crompton Butterworth Schofield Whittaker Sutcliffe Barlow Mellor Ogden Hindle Aspinall Livesey
    Cunliffe Dewhurst Baxter Nuttall Whalley Proctor Thornton Fielding Lomax Marsden Leach Heyes Hulme Platt
    Winstanley Seddon Gaskell Topping Birchall Prescott Rothwell Unsworth Pendlebury Tyldesley Kershaw Heywood
    Lord Law Howarth Riley Duxbury Bury Walmsley Baron Tomlinson Cowell Cookson Eaves Hothersall Crook
    Tattersall Bleasdale Wilding Leeming Eastham Gregson Noblett Dobson Hodgkinson Charnley Ainsworth Woodhouse
    Almond Moss Sumner Molyneux Lea Rawstron Haworth Pickup Kirby Wearden Cardwell Melling Dickinson Nelson Pye
    Beesley Croft Hoyle Greenwood Crossley Ramsden Naylor Sykes Haigh Armitage Hirst Beaumont Dyson Firth Jagger
    Lumb Priestley Stott Tempest Varley Wadsworth Holroyd Ackroyd Metcalfe Pickles Garside Broadbent Bardsley
    Hilton Wolstenholme Sidebottom Oldham Chadwick Buckley Mather Lever Partington Grundy Farnworth Doyle
    Kennedy Connolly Gallagher O'Brien O'Neill O'Connor O'Reilly O'Donnell McCarthy McDonald McKenna McGrath
    McLaughlin MacDonald Fitzgerald Nolan Quinn Daly Flynn Brennan Duffy Hennessy Sweeney Doherty Keane Lynch
    Power Farrell Mullen Rooney Regan Donnelly Maguire Hogan Costello Cullen Devlin Dempsey Tierney Fraser
    Sinclair Munro Buchanan Ferguson Wallace Kerr Paterson Mackenzie Cameron Ross Morrison Henderson Muir Duncan
    Griffiths Morgan Price Phillips Rees Pritchard Vaughan Bowen Howells Beynon Probert Bevan Pugh Meredith
    Gittins Abbott Adamson Alder Allott Ames Appleton Archer Arnold Ashby Askew Atherton Avery Badger Bagshaw
    Bains Bancroft Banks Bannister Barber Barclay Barnard Barton Bassett Batty Beale Beck Benson Bentley Best
    Bishop Blake Bloor Bond Boyd Bowles Brady Bray Briggs Bright Bristow Brookes Bruce Bryant Bull Burgess Burke
    Burrows Bush Calvert Cannon Carey Carpenter Chambers Chandler Church Clayton Clements Coleman Conway Corbett
    Cotton Craven Crosby Cullen Curtis Dale Daniels Davenport Dawson Dean Dennis Dodd Downing Draper Drew Dyer
    Eccles Eden Elliot Emery English Farmer Farr Faulkner Finch Fleming Flint Forster Fowler Fox Francis French
    Frost Fuller Gale Garner George Gibbs Gilbert Giles Goddard Godfrey Goodwin Gough Gould Grainger Gregory
    Griffin Hague Hale Hammond Hancock Hardy Harper Hartley Hayes Haynes Heath Hewitt Hicks Higgins Hobbs Hodges
    Hope Hopkins Horton Houghton Humphreys Hurst Hutchinson Ingham Irving Jarvis Jeffrey Jennings Johnston Joyce
    Kemp Kendall Kent Kirk Lambert Lamb Lang Leigh Leonard Lester Little Logan Long Lowe Lucas Lyons Manning
    Marsh Matthews May Middleton Miles Moran Morley Morton Murray Nash Newman Nicholls Nixon Norman North Norton
    Oliver Osborne Page Parkes Parsons Patterson Peacock Pearce Peters Poole Pratt Randall Read Reed Reeves
    Rhodes Robson Rose Rowley Sanders Savage Sheppard Short Simmons Skinner Slater Snow Stephens Stephenson
    Stokes Stone Storey Swift Tate Thorpe Tucker Tyler Underwood Vickers Vincent Wade Walters Warner Waters
    Watkins Weston Wheeler Whitehead Wild Winter Woodward Wyatt Yates"""
PLACE_FIRST = """Ac Al Apple Ash Bar Black Bram Brad Bran Brier Broad Brom Bur Byr Cal Castle Chad Clif Col Cran Crow
    Dal Dar
    Dun East Ed Elm Far Fen Gar Gold Grim Had Hal Har Hart Hazel Hep Hol Hor Hut Ing Ken Kil Kirk Lang Lin Lock
    Long Mar Mel Mid Mor Nor Oak Old Ox Pem Pen Red Ring Rush San Sel Shel Stan Staf Stock Strat Sut Swin Tat
    Thorn Thur Tre Wal War Wes Whit Wil Win Wood Wool"""
PLACE_LAST = """ley ton ham worth field wood ford well bury man shaw combe dale thwaite stead brook bridge croft by
    hurst
    ridge gate house more wick bank"""
"""Surnames made from places, as a great many English ones are: first part and last."""
SHORT_FORMS = """Michael:Mike,Mick Robert:Bob,Rob Christopher:Chris Matthew:Matt Daniel:Dan,Danny Thomas:Tom,Tommy
    James:Jim,Jimmy William:Bill,Will,Billy Joseph:Joe,Joey Samuel:Sam Benjamin:Ben Alexander:Alex Anthony:Tony
    Andrew:Andy Stephen:Steve Steven:Steve Richard:Rick,Rich David:Dave Nicholas:Nick Jonathan:Jon Joshua:Josh
    Jacob:Jake Kenneth:Ken Ronald:Ron Peter:Pete Philip:Phil Edward:Ed,Ted Charles:Charlie Frederick:Fred
    Harrison:Harry Oliver:Ollie Theodore:Teddy Leonard:Len Gerald:Gerry Geoffrey:Geoff Raymond:Ray Terence:Terry
    Timothy:Tim Nathan:Nath Lewis:Lew Elizabeth:Liz,Beth,Lizzie Margaret:Maggie,Peggy Catherine:Cath,Kate
    Katherine:Kath Rebecca:Becky,Bex Jessica:Jess Samantha:Sam Jennifer:Jenny Christine:Chris Patricia:Pat,Trish
    Susan:Sue Deborah:Debbie Jacqueline:Jackie Amanda:Mandy Victoria:Vicky Stephanie:Steph Danielle:Dani
    Charlotte:Charlie,Lottie Isabella:Bella Isabelle:Izzy Abigail:Abbie Eleanor:Ellie Olivia:Liv Amelia:Millie
    Natalie:Nat Natasha:Tash Kimberley:Kim Georgina:Georgie Alexandra:Alex Kathleen:Kath Barbara:Barb
    Dorothy:Dot Gillian:Gill Bethany:Beth Megan:Meg Kayleigh:Kay Penelope:Penny Matilda:Tilly Emily:Em
    Sophie:Soph Joanne:Jo Michelle:Shell Pauline:Paula Sandra:Sandy Angela:Angie Lauren:Loz Muhammad:Mo
    Mohammed:Mo Aleksandra:Ola Katarzyna:Kasia Malgorzata:Gosia Agnieszka:Aga Magdalena:Magda Piotr:Piotrek
    Krzysztof:Krzys Tomasz:Tomek Maria:Mia Ioana:Oana Alexandru:Alex Joao:Johnny Ana:Anita"""
"""What people are called instead of a given name."""
