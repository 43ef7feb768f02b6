"""The words that names of columns and tables are made of, as data: English, Danish, German, French, Spanish, Dutch, Swedish, Italian, Portuguese.

Invariant: every word is written as one, in small Latin letters (ø as oe): `firstname` stands for first_name, FirstName and first-name.
"""

from __future__ import annotations

SECRETS = """
    password passwords passwd passwort passphrase pwd pass kodeord adgangskode kennwort motdepasse contrasena clave senha wachtwoord
    loesenord secret secrets salt ha1 ha1b privatekey apikey accesskey authkey token tokens otp totp pin pincode puk opc
    credential credentials cvv cvc sharedsecret ntpassword kryptering cryptedpassword
    """

# category, certainty in percent, kind, words
WORDS: tuple[tuple[str, int, str | None, str], ...] = (
    ("user.government_id", 88, None, """
        cpr cprnr cprnummer cprnumber ssn socialsecurity socialsecuritynumber nif dni curp bsn pesel personnummer personnr foedselsnummer
        nationalid nationalnumber passport passportno passportnumber pasnummer ausweis ausweisnummer taxid steuerid steuernummer nino
        identitycard idcard driverlicense driverlicence drivinglicence"""),
    ("user.date_of_birth", 88, None, """
        birth birthday birthdate dateofbirth dob born foedselsdag foedselsdato foedt geburtstag geburtsdatum geboren geboortedatum naissance
        datenaissance datedenaissance nacimiento fechanacimiento nascita nascimento foedelsedato"""),
    ("user.contact.email", 85, "email", """
        email emails emailaddress emailaddresses emailadresse mail mailaddress mailadresse maddr epost epostadresse courriel correo
        correoelectronico mailto mailfrom emailto emailfrom"""),
    ("user.contact.fax_number", 80, "phone_number", "fax faxno faxnr faxnumber telefax faxnummer phonefax"),
    ("user.contact.phone_number", 75, "phone_number", """
        phone phones phoneno phonenr phonenum phonenumber phonenumbers telephone telephoneno telephonenumber homephone workphone mobilephone
        cellphone otherphone phonehome phonework phonemobile phoneother telefon telefonnr telefonnummer telefono telefone telefoon
        telefoonnummer tlf tlfnr tfn tel telnr telno mobile mobileno mobilenumber mobil mobilnr mobilnummer mobiltelefon movil cellulare
        celular cell handy handynummer gsm msisdn caller callerid calleridnumber calleridnum callernumber callerno cidnum cidnumber clid cli
        clip ani dnis src dst callee calleenumber calling called callingnumber callednumber callingparty calledparty callingstationid
        calledstationid dialed dialled dialednumber dialnumber anumber bnumber anr bnr aparty bparty destination destinationnumber sourcecli
        sourcenumber dst dstnum cnum rufnummer opkalder opkaldt did ddi e164 smsto smsfrom fromnumber tonumber outboundcallerid
        outboundcalleridnumber numerotelephone forwardto callforward originatingnumber terminatingnumber"""),
    ("user.name", 85, None, """
        firstname firstnames givenname givennames forename fornavn fornavne vorname vornamen prenom nombres primernombre voornaam foernamn
        imie middlename mellemnavn lastname lastnames surname surnames familyname efternavn nachname nomdefamille nomfamille apellido
        apellidos achternaam efternamn cognome sobrenome nazwisko fullname realname personname displayname contactname customername
        clientname ownername subscribername employeename callername cidname calleridname calleename agentname fuldenavn kundenavn kundenname
        titleofcourtesy anrede salutation initials nickname cnam recipientname shipname shippingname billingname maidenname legalname
        effectivecalleridname outboundcalleridname kontaktperson ansprechpartner attention"""),
    ("user.demographic", 80, None, """
        gender sex koen geschlecht sexe sexo kjoenn maritalstatus civilstand nationality nationalitet ethnicity religion"""),
    ("user.contact.address.postal_code", 82, None, """
        zip zipcode postalcode postcode postnr postnummer plz postleitzahl codepostal codigopostal kodpocztowy"""),
    ("user.contact.address.city", 72, None, """
        city town by bynavn ort stadt ville ciudad poblacion plaats citta cidade locality shipcity billingcity"""),
    ("user.contact.address.street", 80, None, """
        street streetname streetaddress strasse vej vejnavn gade gadenavn rue calle straat gata houseno housenumber husnr hausnummer
        addressline addressline1 addressline2 address1 address2 addr1 addr2"""),
    ("user.contact.address", 70, None, """
        address addresses addr adresse anschrift direccion indirizzo endereco adres domicile shipaddress shippingaddress billingaddress
        county province landkreis shipregion provincia"""),
    ("user.contact.address.country", 50, None, "country countrycode countryname land landekode pays pais paese shipcountry"),
    ("user.unique_id", 88, "imsi", "imsi"),
    ("user.device.device_id", 86, "imei", "imei imeisv meid esn"),
    ("user.device.device_id", 82, "iccid", "iccid simno simnr simnumber simcard simid simserial"),
    ("user.device.device_id", 85, "mac", "mac macaddr macaddress hwaddr devicemac devicemacaddress"),
    ("user.device.ip_address", 80, "ip", """
        ip ipv4 ipv6 ipaddr ipaddress remoteip remoteaddr remoteaddress clientip clientaddr userip sourceip srcip destip dstip callerip
        peerip framedip framedipaddress framedipv6address framedipv6prefix lastip loginip sipip received networkaddr"""),
    ("user.device", 62, None, "useragent browser deviceid devicename devicemodel deviceserial serialno serialnr serialnumber handset terminalid"),
    ("user.device.cookie_id", 75, None, "cookie cookies cookieid"),
    ("user.account.username", 68, "username", """
        username usernames login loginname loginid authuser authusername authname authid sipuser sipusername brugernavn benutzer
        benutzername utilisateur usuario gebruikersnaam anvaendarnamn nutzername userid uid webusername fromuser touser calleruser
        calleeuser sourceuser destinationuser screenname accountname ruiduser createdby updatedby"""),
    ("user.unique_id", 60, "sip_uri", "sipuri uri aor contacturi fromuri touri requesturi ruri srcuri dsturi sipaddress sipcontact voipuri jid"),
    ("user.unique_id", 70, "extension", """
        extension extensions exten ext extensionno extensionnumber lokalnummer lokalnr nebenstelle durchwahl toestel"""),
    ("user.unique_id", 62, "account", """
        account accountid accountno accountnr accountnum accountnumber accountcode accountrecordid accountuuid acct acctid acctno acctcode
        customer customerid customerno customernr customernumber customercode customeruuid customerkey kunde kundeid kundenr kundennr
        kundennummer kundenummer client clientid clientno clientnumber cliente clienteid klant klantid klantnummer memberid memberno
        subscriber subscriberid subscriberno subscribernumber subscriberuuid contractid contractno contractnumber abonnent abonnentid
        employeeid employeeno personid personuuid contactid contactuuid childaccountid accountexternalkey externalkey"""),
    ("user.payment", 72, None, """
        iban bic swift bankaccount accountholder accountowner creditcard creditcardnumber cardno cardnumber cardholder ccnumber ccn pan bank
        bankname konto kontonr kontonummer kontoinhaber sepamandate mandateid paymentmethod paymenttoken"""),
    ("user.financial", 45, None, """
        salary loen gehalt salaire salario wage income creditlimit balance saldo cost costdetails price preis prix precio amount beloeb
        betrag montant importe charge charges total fee freight invoiceno invoicenr invoicenumber rate"""),
    ("user.location", 60, None, "lat latitude lon lng longitude gps geo geolocation cellid cellsite celltower location koordinat koordinater"),
    ("user.job_title", 72, None, "jobtitle stilling positiontitle beruf profession occupation contacttitle"),
    ("user.contact.organization", 45, None, """
        company companyname organisation organization firma firmanavn virksomhed unternehmen societe empresa bedrijf azienda employer
        arbejdsgiver"""),
    ("user.contact.url", 40, None, "homepage website url personalurl"),
    ("user.content", 55, None, """
        photo photos photopath picture avatar portrait billede foto recording recordingfile voicemail voicemailmessage optagelse"""),
    ("user.content", 50, None, """
        note notes comment comments kommentar kommentarer bemaerkning bemaerkninger bemerkung besked nachricht message messages msg body
        smstext remark remarks memo notat transcript freetext raw userfield"""),
    ("user.account.settings", 45, None, "language sprog sprache locale timezone preferences preference optin optout consent newsletter"),
    ("user.health_and_medical", 70, None, "medical health diagnosis diagnose allergy allergies helbred krankheit"),
)

PERSON_NAMES = "name navn nom nombre naam namn nome"
PEOPLE = """
    customer customers user users subscriber subscribers contact contacts employee employees person people persons client clients member
    members agent agents patient patients lead leads staff owner owners passenger guest buyer buyers admin admins administrator
    administrators kunde kunden kunder bruger brugere medarbejder medarbejdere benutzer mitarbeiter utilisateur utilisateurs abonne abonnes
    cliente clientes usuario usuarios klant klanten gebruiker gebruikers abonnent abonnenten addressbook phonebook participant participants
    recipient recipients voicemailusers
    """
STAFF = """
    employee employees staff agent agents admin admins administrator administrators medarbejder medarbejdere mitarbeiter operator operators
    seller sellers
    """
CODES = """
    status state type cause code disposition direction reason result method flag flags mode class level currency category art kind stage
    phase priority response amaflags tor
    """
