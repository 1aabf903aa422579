"""Names of the area's other communities for the sandbox: surnames, and given names by sex, commonest first."""

from typing import NamedTuple


class Community(NamedTuple):
    """A community's names, and its share of the population (a rough picture of the Fylde Coast, not a statistic)."""

    name: str
    share: float
    surnames: str
    boys: str
    girls: str


COMMUNITIES = (
    Community(
        "polish",
        0.030,
        """Nowak Kowalski Wisniewski Wojcik Kowalczyk Kaminski Lewandowski Zielinski Szymanski Wozniak Dabrowski
        Kozlowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zajac
        Pawlowski Michalski Krol Wieczorek Jablonski Wrobel Nowakowski Majewski Olszewski Stepien Malinowski
        Jaworski Adamczyk Dudek Nowicki Pawlak Gorski Witkowski Walczak Sikora Baran Rutkowski Michalak Szewczyk
        Ostrowski Tomaszewski Pietrzak Zalewski Wroblewski Marciniak Jasinski Zawadzki Bak Jakubowski Sadowski
        Duda Wlodarczyk Wilk Chmielewski Borkowski Sokolowski Szczepanski Sawicki Kucharski Lis Maciejewski
        Kubiak Kalinowski Mazurek Wysocki Kolodziej Kazmierczak Czarnecki""",
        """Piotr Krzysztof Andrzej Tomasz Jan Pawel Michal Marcin Jakub Adam Lukasz Grzegorz Mateusz Wojciech
        Mariusz Dariusz Kamil Rafal Robert Marek Maciej Dawid Szymon Filip Kacper Antoni Franciszek Oskar Igor
        Nikodem Bartosz Sebastian Patryk Hubert Adrian""",
        """Anna Katarzyna Malgorzata Agnieszka Barbara Ewa Magdalena Monika Joanna Aleksandra Zofia Julia Maja
        Zuzanna Hanna Oliwia Natalia Wiktoria Lena Alicja Amelia Karolina Marta Justyna Dorota Beata Paulina
        Sylwia Izabela Kinga Gabriela Nikola Emilia Weronika Klaudia""",
    ),
    Community(
        "south_asian",
        0.035,
        """Khan Patel Hussain Ahmed Ali Singh Kaur Begum Akhtar Mahmood Iqbal Malik Shah Bibi Rahman Miah Mirza
        Raja Qureshi Chaudhry Butt Sheikh Hassan Aslam Rashid Javed Saleem Yousaf Zaman Nawaz Siddique Anwar
        Ashraf Farooq Aziz Bashir Sharma Kumar Desai Mistry Chauhan Gill Sandhu Dhillon Sidhu Bains Sahota
        Grewal Thomas Mathew Varghese Nair Menon Uddin Islam Hoque Chowdhury Alam Haque Sultana Parveen Riaz
        Shafiq Tariq Latif Hanif Ilyas Mohammed Kazi Vohra Bhatti Dar Lone Rehman Abbasi Awan Gulzar Nazir Sadiq
        Karim Ullah Choudhury Rao Reddy Joshi Mehta Parmar Solanki Rana""",
        """Muhammad Mohammed Ali Ahmed Hamza Ibrahim Yusuf Omar Hassan Imran Adam Usman Abdul Zain Bilal Haris
        Zakariya Musa Asif Tariq Kamran Faisal Arjun Aryan Rohan Harpreet Gurpreet Jaspreet Amit Raj Sanjay
        Vikram Anil Suresh Arun Ayaan Rayyan Eesa Ismail Junaid""",
        """Fatima Aisha Maryam Zainab Khadija Sara Amina Hafsa Ayesha Safiya Noor Iqra Sana Nadia Shabana Rukhsana
        Saima Priya Anjali Neha Pooja Simran Jaspreet Harpreet Manpreet Meena Sunita Anita Rekha Deepa Inaya
        Hana Zara Alina Aleena Nusrat Shazia Farah Rabia Bushra""",
    ),
    Community(
        "romanian",
        0.015,
        """Popa Popescu Ionescu Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Constantin Marin Lazar
        Botezatu Munteanu Moldovan Dinu Florea Barbu Nistor Cristea Tudor Dobre Neagu Voicu Sandu Ilie Manole
        Serban Oprea Preda Bratu Anghel Costea Roman Toma Stanciu Grigore Diaconu Lupu Moraru Mocanu Enache
        Rotaru Ungureanu Balan Iordache Avram Covaci""",
        """Andrei Alexandru Mihai Ionut Florin Adrian Cristian Marius Gabriel Bogdan Daniel Vasile Gheorghe Ion
        Nicolae Constantin Stefan Razvan Catalin Lucian David Luca Matei Rares Darius Robert Ciprian Dragos
        Sorin Viorel""",
        """Maria Elena Ioana Andreea Mihaela Alexandra Ana Cristina Daniela Gabriela Mariana Florentina Simona
        Georgiana Raluca Larisa Denisa Bianca Sofia Antonia Ilinca Anca Roxana Claudia Nicoleta Lavinia Ramona
        Loredana Alina Diana""",
    ),
    Community(
        "portuguese",
        0.008,
        """Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Jesus Sousa Fernandes Goncalves Gomes
        Lopes Marques Alves Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes Nunes Soares Vieira
        Monteiro Cardoso Rocha Raposo Neves Coelho Cruz Cunha Pires Ramos Reis Simoes Antunes Matos Fonseca
        Machado Araujo Barbosa Tavares Lourenco Castro Figueiredo Azevedo Freitas""",
        """Jose Joao Antonio Francisco Carlos Paulo Pedro Manuel Luis Miguel Rui Tiago Diogo Andre Ricardo Nuno
        Bruno Hugo Rafael Daniel Goncalo Duarte Martim Rodrigo Santiago Afonso Tomas Vasco Filipe Fabio""",
        """Maria Ana Isabel Sofia Catarina Beatriz Mariana Ines Leonor Carolina Matilde Sandra Paula Carla Patricia
        Susana Teresa Filipa Joana Rita Sara Marta Lara Bianca Margarida Helena Cristina Fatima Lucia Daniela""",
    ),
    Community(
        "arabic",
        0.007,
        """Ahmad Al-Hassan Ibrahim Khalil Haddad Nasser Saleh Mansour Hamdan Al-Sayed Abdullah Osman Mustafa
        Youssef Khoury Najjar Aziz Farah Hamid Jaber Kassem Taha Darwish Shaheen Barakat Zaki Mahdi Rashid Salem
        Younis Al-Khatib Qasim Suleiman Abbas Awad Bakri El-Amin Fares Ghanem Habib Issa Jamal Kanaan Maalouf
        Othman Rahal Sabbagh Tamimi Zidan""",
        """Mohamed Ahmad Omar Ali Khaled Youssef Hassan Mahmoud Abdullah Ibrahim Mustafa Karim Samir Tarek Ziad
        Bilal Anas Yahya Hadi Majid Rami Walid Nabil Faris Jad Zaid Adnan Sami""",
        """Fatima Mariam Nour Aya Layla Hala Rania Yasmin Amal Huda Samira Salma Reem Dina Zahra Sara Lina Rana
        Hiba Iman Nadia Maha Jana Malak Ghada Noura Lubna Suha""",
    ),
    Community(
        "chinese",
        0.006,
        """Wong Chan Li Chen Wang Zhang Liu Cheung Lau Ng Ho Lam Leung Yang Huang Tang Lin Wu Yip Tsang Cheng Chung
        Fung Liang Zhou Xu Sun Ma Zhu Hu Guo He Gao Luo Zheng Xie Tse Mak Yeung Kwok Chow Poon Hui Tam Siu""",
        """Jason Wei Ming Jun Kai Hao Kevin Alan Jie Chun Wai Kin Ho Yu Lok Tsz Andy Eric Long Feng Bin Lei Tao
        Anson Hin Yat Chi""",
        """Mei Ling Yan Xin Jing Li Wing Siu Hoi Yuk Amy Grace Yee Man Ying Fang Na Hui Lan Qian Tsz Cherry Vivian
        Joyce Ka Pui Shan""",
    ),
    Community(
        "irish_traveller",
        0.004,
        """Ward Connors McDonagh Cash Doran Stokes Maughan Mongan Joyce Casey Collins Quilligan Delaney Sweeney
        Reilly Carmody Harty Doherty Gavin Nevin Price Smith Lee Boswell Loveridge""",
        """John Michael Patrick Martin James Thomas Paddy Bernard Edward William Francis Jim Simon Miley Johnny
        Hughie Anthony Christopher Dan Larry""",
        """Mary Margaret Bridget Ann Kathleen Winnie Nora Elizabeth Theresa Eileen Julia Helen Chantelle Shakira
        Kayleigh Nan Barbara Maggie Angela Roseanne""",
    ),
    Community(
        "ukrainian_and_other",
        0.010,
        """Shevchenko Kovalenko Bondarenko Boyko Tkachenko Kravchenko Melnyk Petrov Ivanov Kovacs Nagy Szabo Toth
        Horvath Novak Kazlauskas Petrauskas Jankauskas Berzins Kalnins Yilmaz Demir Kaya Rossi Ricci Bianchi
        Garcia Fernandez Lopez Dimitrov Georgiev Hoxha Gashi Krasniqi Okafor Adeyemi Okonkwo Mensah Owusu
        Boateng Mwangi Otieno Ncube Moyo Banda Tesfaye Abebe Hailu Gebremedhin Santos Reyes Cruz Bautista Nguyen
        Tran Le Pham""",
        """Oleksandr Dmytro Ivan Andriy Nikolai Laszlo Balazs Tomas Marius Mehmet Emre Marco Luca Diego Pablo
        Georgi Arben Emeka Chidi Kwame Kofi Tendai Abel Dawit Jose Mark Minh Duc Samuel Daniel Emmanuel David""",
        """Olena Iryna Natalia Oksana Daria Eszter Katalin Ruta Egle Elif Zeynep Giulia Chiara Lucia Elena Maria
        Drita Ngozi Chioma Ama Akua Rutendo Hiwot Sara Grace Angel Linh Thu Mercy Blessing Esther Ruth""",
    ),
)
"""Everybody else has British names."""
