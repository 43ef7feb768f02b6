"""By which words people ask for a right: in nine languages. Tables only; `rights` says how they are used.

A line is a right and sets of words, of each of which one stands near the others, in any order. `delet*` is the beginning of a word, `*daten` its end.
A line that begins with a stroke goes on from the one above. What is `held` is asked for unless something else is to be done with it; a
`refusal` begins with a not, and is an objection.
"""

from __future__ import annotations

import re

TABLE = """
held   | what whatever which everything anything all any sort kind list | data information info details records file
        | have hold holding keep keeps kept store* collect* gather* process* got know possess* saved | me my
held   | what everything anything whatever | have hold holding keep keeps kept store* know got collect* saved | about on relating concerning
        | me myself
held   | data information details | you | have hold keep keeps store* know collect* got | about on | me
held   | data information details records everything | aboutme | want like please could can tell send give request* know see
access | see view look access copy copies export overview list printout | data information records recording* logs log details | my me
access | list copy copies log logs | calls messages | my
access | copy copies | anything everything all | kept held hold have stored keep saved
held   | what whatever everything anything | you | stored saved kept recorded gathered collected
access | send give get receive | me | my | data information records
access | send sending provide give receive get obtain disclose supply | all any copy held everything whatever
        | data information records recording* logs log | my mine
held   | hvad alt | ved har gemmer gemt registreret lagret ligger liggende | om på | mig
held   | hvilke hvilken hvilket alle alt hvad | *oplysninger *oplysningerne *data informationer
        | har ved gemmer opbevarer behandler registreret lagret gemt ligger | mig mine
access | indsigt kopi kopier udskrift adgang udleveret udlever se oversigt tilsendt liste
        | *oplysninger *oplysningerne *data optagelser opkaldsliste* samtaler | mig mine
held   | hvad alt | i | registreret lagret gemt opbevaret optaget
access | udleveret tilsendt indsigt | alt | har registreret lagret gemt
access | send sende giv udlever | mig | mine | *oplysninger *oplysningerne *data
access | indsigt | få anmoder beder ønsker vil krav gdpr databeskyttelsesforordning*
held   | vad allt | ni du | vet har lagrar sparar sparat sparad lagrat registrerat | om på | mig
held   | vilka vilken alla all allt vad | *uppgifter data information | har behandlar lagrar sparar sparat sparad lagrat registrerat | mig mina
access | tillgång kopia utdrag se insyn del lista | *uppgifter data information inspelningar | mig mina
access | skicka ge | mig | mina | *uppgifter data
held   | hva alt | dere du | vet har lagrer lagret sitter | om på | meg
held   | hvilke hvilken alle alt hva slags | *opplysninger *opplysningene data informasjon | har behandler lagrer lagret sitter vet | meg mine
access | innsyn kopi tilgang utskrift se utlevert tilsendt liste oversikt | *opplysninger *opplysningene data informasjon opptak* | meg mine
access | utlevert tilsendt innsyn | alt | har lagret registrert
access | send sende gi | meg | mine | *opplysninger *opplysningene data
held   | mitä mitkä kaikki | *tietoja *tiedot | teillä olette on käsittelet* tallent* kerän* säilyt* | minusta minun itsestäni minua
held   | mitä kaikki kaiken | tiedätte tiedät tietää | minusta
held   | lähettä* antaka* saada nähdä pyydän kertoka* haluan | *tiedot *tietoja | minua minusta
access | nähdä saada kopio kopion jäljennö* tarkastaa pääsyn lähettä* | *tietoni *tietojani *tietoihini *tiedoistani
held   | wat alles | weten weet hebben heeft bewaren bewaart | over van | mij me
held   | welke alle al wat | *gegevens informatie data | hebben heeft bewaart bewaren verwerkt verwerken opgeslagen | mij mijn me
access | inzage kopie inzien toegang overzicht afschrift | *gegevens informatie data opnames | mij mijn me
held   | toesturen toezenden opsturen | *gegevens informatie data | mij mijn me
held   | que quoi tout | savez | moi
held   | avez détenez | informations données | sujet moi me
held   | quelles quelle toutes tout ce | données informations | avez détenez conservez conserve possédez traitez disposez stockez détient possède
        | moi me mes concernant sujet
held   | envoyer communiquer transmettre obtenir recevoir envoyez | données informations | me moi concernant mes
access | accès accéder copie consulter | données informations enregistrements | mes me moi concernant
held   | was alles | wissen wisst haben gespeichert speichern speichert | über von | mich mir
held   | welche alle alles sämtliche was | *daten informationen | haben habt speichern speichert gespeichert* verarbeite* | mich mir mein*
held   | zusenden zuzusenden schicken übersenden mitteilen zukommen | *daten informationen | mich mir mein*
access | auskunft datenauskunft kopie einsicht einsehen übersicht zugang | *daten informationen *aufnahmen | mich mir mein*
access | datenauskunft | bitte möchte fordere verlange beantrage wünsche
held   | co wszystko | wiecie wiedzą wie macie mają | mnie
held   | jakie wszystkie wszelkie wszystkich | dane informacje danych informacji | macie posiada* mają przetwarza* przechowuj* | mnie mój moje temat
held   | przesłanie przesłać prześlijcie podanie udostępnienie wysłanie | dane danych informacji informacje | mnie moich moje
access | dostęp dostępu kopię kopii kopia wgląd wglądu | dane danych informacji nagrań | moich moje mnie mi swoich
erasure | delet* erase* erasing erasure remov* forget wipe* destroy | *data information details record* profile account everything
erasure | delete erase remove | number name address email recording* voicemail* messages calls photo* | my
erasure | slet slette sletter slettes slettet sletning fjern fjerne fjernes fjernet glem
        | *oplysninger *oplysningerne *data alt konto profil informationer
erasure | slet slette slettes slettet fjern fjerne | *nummer navn adresse mail* optagelser | mit min mine
erasure | radera raderas raderade radering raderar bort glöm rensa | *uppgifter data allt allting konto *konto profil information
erasure | slett slette sletter slettes slettet sletting fjern fjerne fjernes glem | *opplysninger *opplysningene data alt konto informasjon
erasure | poista* poisto* hävit* unohta* | *tietoni *tietojani *tietojeni *tiedot tilini kaikki kaiken
erasure | verwijder* wis wissen gewist vergeet vergeten | *gegevens data account alles informatie
erasure | supprim* suppression effac* oubli* détrui* | données informations compte tout* coordonnées profil trace*
erasure | lösch* gelöscht löschung entfern* vergessen vernicht* | *daten *konto alles informationen angaben account
erasure | usu* skasowa* skasuj* wymaza* zapomn* | dane danych konto konta wszystko wszystkiego profil* informacje informacji
rectification | correct* rectif* wrong incorrect outdated misspel* mistake inaccurate update change old outdated
        | name surname address data information details email number birth* | my me
rectification | rette rettes rettet berigtig* forkert forkerte opdater* ændre* gamle gammelt
        | navn *navn adresse *oplysninger *oplysningerne email mail* *nummer fødselsdato | mit min mine
rectification | rätta rättas korriger* felaktig* fel felstava* uppdatera ändra* gamla gammal | namn *namn adress *uppgifter epost *nummer
        | mitt min mina
rectification | rette rettes rettet korriger* feil oppdater* endre* gamle gammel
        | navn* *navn adresse* *opplysninger *opplysningene epost* *nummer* | mitt min mine
rectification | korja* oikais* väär* virheelli* päivit* vanha* muutt* vaihtu* | nimeni *nimeni osoitteeni *tietoni *numeroni sähköposti* nimi osoite
rectification | corrig* rectific* verkeerd* onjuist* fout* aanpass* wijzig* gewijzigd verbeter* oude | naam *naam adres *gegevens email* *nummer
        | mijn
rectification | rectifi* corrig* erron* inexact* faux fausse modifi* ancien* | nom adresse données informations coordonnées numéro prénom | mon ma mes
rectification | berichtig* korrigier* korrektur falsch* fehlerhaft* ändern aktualisier* veraltet* alte alten
        | name* *name *namen adresse anschrift *daten geburtsdatum *nummer | mein*
rectification | popraw* sprostowa* błędn* niepoprawn* zmie* zaktualiz* nieprawidłow* nieaktualn* | nazwisk* imię adres* dane danych numer
        | moje moich mój mojego mi mnie
restriction | stop | using | data
restriction | restrict* limit freeze suspend | processing use using | my me data
restriction | begræns* | behandling* brugen anvendelsen | mine mig *data *oplysninger *oplysningerne
restriction | begräns* | behandling* användning* | mina mig *uppgifter data
restriction | begrens* | behandling* bruken | mine meg *opplysninger *opplysningene data
restriction | rajoit* | käsittely* käyttöä | *tietojeni *tietojani *tietoni minua minun
restriction | beperk* | verwerking* gebruik* | mijn mij *gegevens
restriction | limit* gel geler | traitement* utilisation | mes me données
restriction | einschränk* eingeschränkt sperre* sperrung gesperrt | verarbeitung* nutzung | mein* mich *daten
restriction | ogranicz* | przetwarzani* wykorzysty* | moich moje danych
portability | portability portable structured readable | data information
portability | transfer transmit move take hand | my | data | another other new | provider company operator controller
portability | dataportabilitet maskinlæsbar* struktureret | *data *oplysninger *oplysningerne format
portability | dataportabilitet maskinläsbar* strukturerat | *data *uppgifter format
portability | dataportabilitet maskinlesbar* strukturert | *data *opplysninger *opplysningene format
portability | siirrettäv* siirtä* siirto koneluett* koneellisesti jäsennel* | *tietoni *tietojeni *tietojani *tiedot muodossa
portability | overdraagbaarheid dataportabiliteit machineleesba* gestructureerd* overdragen | *gegevens data formaat
portability | portabilité lisible structuré | données
portability | datenübertragbarkeit datenportabilität maschinenlesba* strukturiert* | *daten format datenübertragbarkeit datenportabilität
portability | przenoszeni* przenieś* maszynowo ustrukturyzowan* | danych dane
objection | object objecting objection opt | processing marketing use profiling data
objection | stop unsubscribe remove | newsletter* marketing advert* ads spam promotional promotions
objection | withdraw* revok* | consent
refusal | not don't no never | want call contact send mail receive agree use used | newsletter* marketing advert* ads offers promotion*
refusal | ikke ingen | have vil modtage sende ringe bruges | reklame* nyhedsbrev* markedsføring tilbud
refusal | inte ingen | vill ha få skicka ringa | reklam* nyhetsbrev* marknadsföring* erbjudanden
refusal | ikke ingen | vil ha få sende ringe | reklame* nyhetsbrev* markedsføring* tilbud
refusal | en ei älkää | halua lähettäkää soittako | mainos* uutiskirj* *markkinoin* tarjou*
refusal | geen niet | wil ontvangen bellen sturen meer | reclame* nieuwsbrie* marketing aanbieding*
refusal | ne pas plus | veux recevoir envoyer appeler | publicit* newsletter* prospection offres
refusal | keine nicht | möchte will erhalten schicken anrufen mehr | werbung newsletter* angebote
refusal | nie | chcę wysyła* dzwoni* otrzymywa* | reklam* newsletter* marketing* ofert*
objection | indsigelse indsiger modsætter frabeder | behandling* markedsføring *data *oplysninger *oplysningerne profilering
objection | stop stoppe afmeld* frameld* frabeder fri | nyhedsbrev* reklame* markedsføring spam
objection | trækker tilbagekalder tilbagetrækker | samtykke
objection | invänd* motsätter | behandling* marknadsföring* *uppgifter
objection | sluta stoppa avregistrera avanmäl* slippa | nyhetsbrev* reklam* marknadsföring*
objection | återkallar tillbaka | samtycke*
objection | innsigelse* motsetter protesterer | behandling* markedsføring* *opplysninger *opplysningene
objection | stopp slutt slutte avmeld* slippe | nyhetsbrev* reklame* markedsføring*
objection | trekker | samtykke*
objection | vastusta* kiell* | käsittely* *markkinoin*
objection | lopett* peru* älkää | uutiskirj* mainos* *markkinoin*
objection | peruutan perun | suostumu*
objection | bezwaar | verwerking* marketing gebruik profilering *gegevens
objection | stop stoppen afmelden uitschrijven | nieuwsbrie* reclame* marketing
objection | intrek* trek | toestemming
objection | oppos* | traitement* prospection marketing utilisation
objection | arrêt* désabonn* désinscri* cess* | newsletter* publicit* prospection
objection | retir* révoqu* | consentement
objection | widersprech* widerspr* | verarbeitung* werbung nutzung
objection | stoppen abmelden abbestell* keine | newsletter* werbung
objection | widerruf* | einwilligung*
objection | sprzeciw* | przetwarzani* marketing*
objection | zaprzesta* wypis* przesta* | newsletter* reklam* marketing*
objection | cofam wycof* | zgod*
"""

# Whoever writes speaks of themselves, and wants something done: only then is it certain what they ask.
SELF = """
i i'm i'd i've me my mine myself we our us jeg mig min mit vi vores jag mina mitt vår våra meg våre minä minun minua minusta minulle minulla
*tietoni *tietojani *tietojeni *nimeni tilini osoitteeni haluan haluaisin pyydän pyytäisin vaadin *tiedoistani ik mij mijn ons onze je j'ai moi
mon ma mes nous nos ich mich mir mein* wir unser* mnie mi moje moich mój mojego moim moją proszę chcę wnoszę żądam
"""
WILL = """
please want wish request* ask asking demand* like need require* could can hereby exercise delete erase remove forget send give tell stop correct
unsubscribe object
vil gerne bedes beder anmod* ønsker kræver kan må venligst skal slet fjern send giv oplys stop glem gør udlever
vill önskar ber begär* snälla vänligen kräver radera skicka ge sluta tar ta återkallar
ønsker krever vennligst slett gi fjern stopp krav trekker
haluan haluaisin pyydän pyytäisin vaadin voisitteko voitteko toivon poistakaa lähettäkää antakaa kertokaa korjatkaa vastustan peruutan älkää poista
wil wilt graag verzoek* vraag kunt kun eis alstublieft gelieve verwijder wis stuur geef maak
veuillez veux souhait* voudr* demand* exige* pouvez prie merci supprimez effacez envoyez communiquez cessez oppose m'oppose retire
bitte möchte will verlange beantrage fordere könnten können ersuche lösche löschen widerspreche widerrufe wünsche
proszę chcę chciał* żądam wnoszę prosz* moż* domagam usuńcie usuń prześlijcie sprzeciwiam cofam wnioskuję
"""
ABOUT_ME = re.compile(r"\b(?:about|on|of|regarding|concerning|relating to) (?:me|myself)\b")  # put before the table as one word, `aboutme`
NOT = """
not don't dont doesn't didn't haven't hasn't never cannot can't couldn't won't ikke aldrig inte ei eivät älkää älä emme niet geen nooit ne pas
jamais
nicht kein keine nie nigdy
"""
# What was done already is not asked for: a form of the verb, and what stands before it within so many words.
DONE = (
    ("deleted erased removed wiped corrected", "you have has had was were been already they", 2),
    ("slettet fjernet raderat raderats rettet rättat", "har blev ble blivit allerede redan jo", 2),
    ("gelöscht entfernt berichtigt", "haben hat habt wurde wurden bereits schon", 5),
    ("verwijderd gewist", "hebben heeft werd werden al reeds", 5),
    ("supprimé supprimée supprimées effacé effacées", "avez ont été déjà", 2),
    ("usunęliście usunięto usunęli", "państwo już czy dlaczego", 4),
)
# Data that a telephone uses up: these words before or after make of "data" a thing that is bought.
# A bill that is wrong, or another user of the switchboard, is probably no matter of these rights: a person decides.
DOUBTFUL = """
invoice* bill bills billing faktura* fakturaen regning* räkning* lasku* factuur* rekening facture* rechnung* abrechnung* rachun*
colleague* user users kollega* bruger* medarbejder* användare* medarbetar* bruker* kollega* työtoveri* käyttäjä* collega* gebruiker* collègue*
utilisateur* kolleg* benutzer* współpracown* użytkown*
"""
METERED = "mobile mobil cellular roaming roam plan usage limit package gb pakke pakken abonnement verbrauch volumen forbrug"

PHRASES = {
    "access": r"subject access request|\bd?sar\b|(?:data )?access request|right (?:of|to) access|indsigtsbegæring|indsigtsanmodning|(?:anmodning"
              r"|begæring) om indsigt|ret til indsigt|egenacces|registerutdrag|begäran om tillgång|rätt till tillgång|ta del av (?:mina|de|alla)"
              r"|innsynsbegjæring|(?:begjæring|krav|anmodning) om innsyn|rett til innsyn|tarkastusoikeu|tarkastuspyyn|oikeu\w+ saada pääsy"
              r"|inzageverzoek|verzoek (?:om|tot) inzage|(?:recht|inzagerecht) op inzage|inzagerecht|demande d['’ ]accès|droit d['’ ]accès"
              r"|selbstauskunft|auskunfts(?:ersuchen|anfrage|begehren|antrag|recht)|antrag auf auskunft|recht auf auskunft|(?:bitte|beantrage"
              r"|verlange|ersuche|fordere)\b.{0,40}\bauskunft|wniosek o (?:udzielenie )?dostęp|praw[oa] dostępu|dostęp do (?:moich )?danych",
    "erasure": r"\b(?:delete|remove|erase|forget|wipe) me\b|\btake me (?:off|out)\b|\bget rid of (?:my|all|every|any)\b|\bnone of my (?:data"
               r"|information|details)\b|\b(?:slet|slette|fjern|fjerne|glem|sletter) mig\b|\bslettes (?:fra|hos)\b|\bblive (?:glemt|slettet)\b"
               r"|\bbliver slettet\b|\b(?:radera|ta bort|glöm) mig\b|\bbli (?:borttagen|raderad|glömd|slettet|glemt|fjernet)\b|\b(?:slett|slette"
               r"|fjern|fjerne|glem) meg\b|\bpoist\w+ minut\b|\btulla (?:poistetuksi|unohdetuksi)\b|\b(?:verwijder|wis|vergeet) (?:mij|me)\b"
               r"|\b(?:systeem|systemen|bestand|bestanden|database) verwijder|\bgegevens weg\b|\b(?:haal|schrijf|gooi) mij uit\b"
               r"|\bêtre (?:supprimée?|effacée?|oubliée?)\b|\b(?:supprimez|effacez|oubliez)[- ]moi\b|\blöschen sie mich\b"
               r"|\bmich (?:bitte )?(?:aus \w+ \w+ )?(?:zu )?löschen\b|\bmich aus (?:ihre[mrn]|eure[mrn]|der|dem) \w+|\b(?:usuńcie|usunąć"
               r"|wykreśl\w+|skasujcie|usunięcie|wymażcie) mnie\b|\bbyć zapomnian\w+|right to (?:be forgotten|erasure)|(?:data )?(?:erasure"
               r"|deletion) request|request for (?:erasure|deletion)|data deletion|ret(?:ten)? til (?:at blive glemt|sletning)"
               r"|anmodning om sletning|rätt(?:en)? (?:att bli (?:bort)?glömd|till radering)|begäran om radering|rett(?:en)? til (?:å bli glemt"
               r"|sletting)|(?:krav|anmodning) om sletting|oikeu\w+ tulla unohdetuksi|poistopyyn|recht op (?:vergetelheid|gegevenswissing)"
               r"|recht om vergeten te worden|verwijderingsverzoek|verzoek (?:om|tot) (?:verwijdering|wissing)|droit (?:à l['’ ]"
               r"|d['’ ])(?:effacement|oubli)|demande (?:d['’ ]effacement|de suppression)|recht auf (?:löschung|vergessenwerden)"
               r"|antrag auf löschung|lösch(?:antrag|ersuchen|anfrage)|praw[oa] do (?:bycia zapomnianym|usunięcia)|wniosek o usunięcie",
    "rectification": r"right (?:to|of) rectification|rectification request|request for (?:rectification|correction)|(?:anmodning"
                     r"|begæring) om berigtigelse|(?:venligst|bedes i|vær venlig(?: at)?) ret\b|begäran om rättelse|rätt till rättelse"
                     r"|krav om retting|oikaisupyyn|oikaisuvaatimu|verzoek (?:om|tot) (?:rectificatie|correctie)|recht op rectificatie"
                     r"|demande de rectification|droit de rectification|antrag auf berichtigung|recht auf berichtigung|wniosek o sprostowanie"
                     r"|praw[oa] do sprostowania",
    "restriction": r"right to restrict|restriction of processing|begrænsning af behandling|begränsning av behandling|begrensning av behandling"
                   r"|käsittelyn rajoittami|beperking van de verwerking|limitation du traitement|einschränkung der verarbeitung"
                   r"|ograniczeni\w+ przetwarzania",
    "portability": r"data portability|portability request|right to portability|dataportabilitet|tietojen siirrettävyy"
                   r"|overdraagbaarheid van (?:mijn )?gegevens|droit à la portabilité|portabilité (?:de mes|des) données|datenübertragbarkeit"
                   r"|przenoszeni\w+ (?:moich )?danych",
    "objection": r"right to object|i (?:hereby )?object to|gør (?:hermed )?indsigelse|ret til indsigelse|rätt att (?:göra invändningar|invända)"
                 r"|rett til innsigelse|vastustamisoikeu|recht van bezwaar|maak (?:ik )?bezwaar|droit d['’ ]opposition|je m['’ ]oppose"
                 r"|widerspruchsrecht|lege (?:hiermit )?widerspruch|praw[oa] (?:do )?sprzeciwu|wnoszę sprzeciw",
}
ARTICLES = {"15": "access", "16": "rectification", "17": "erasure", "18": "restriction", "20": "portability", "21": "objection"}
ARTICLE = re.compile(r"\bart(?:icle|icles|ikel|ikler|ikkel|\w{0,6})?\.? ?(15|16|17|18|20|21)\b|\b(15|16|17|18|20|21)[.:]? ?(?:art(?:ikla\w{0,4}|\.)"
                     r"|artiklan)")
LAW = re.compile(r"gdpr|ds-?gvo|rgpd|\brodo\b|\bavg\b|data protection|databeskyttelse|dataskydd|personvern|tietosuoja|datenschutz"
                 r"|gegevensbescherming|protection des données|ochron\w+ danych|2016/679")
# Item (e) of Art. 15(1) lists the other rights: whoever wants to be told that they exist does not ask for them.
EXISTENCE = re.compile(
    r"(?:\b(?:existence of (?:the|my|a) right|eksistensen af (?:retten|min)|(?:om|og) retten til at (?:anmode|indgive|klage)|förekomsten av rätten"
    r"|rätten att begära|retten til å (?:anmode|kreve|klage)|oikeudesta (?:pyytää|tehdä)|oikeu\w+ pyytää|het bestaan van het recht"
    r"|dat ik het recht heb|existence du droit|le droit de demander|bestehen eines rechts|bestehen (?:meines|des) rechts|istnieni\w+ prawa"
    r"|prawie do żądania)|\bright to lodge)[^.;\n]{0,300}")
FOR_OTHER = re.compile(
    r"\bon behalf of\b|\bmy client\b|\bour client\b|\bpower of attorney\b|\bpå vegne af\b|\bmin klient\b|\bfuldmagt\b|\bför (?:min klients"
    r"|min huvudmans) räkning\b|\bpå uppdrag av\b|\bfullmakt\b|\bpå vegne av\b|\bpuolesta\b|\basiakkaani\b|\bvaltakirja\w*|\bnamens\b"
    r"|\bmijn cliënte?\b|\b(?:ge)?volmacht\w*|\bau nom de\b|\bmon client\b|\bma cliente\b|\bprocuration\b|\bim (?:namen|auftrag) (?:von|meine[rs]"
    r"|unsere[rs])\b|\bmandant\w*|\bvollmacht\b|\bw imieniu\b|\bpełnomocn\w+|\bmoj\w+ klient\w*")
CHASING = re.compile(
    r"\b(?:still|yet) (?:waiting|have not|haven['’]t|no)\b|\b(?:got|received|had) no (?:answer|reply|response)\b|\breminder\b|\brykker\w*"
    r"|\bpåmindelse\b|\bstadig ikke\b|\bfået intet svar\b|\bpåminnelse\b|\bfått inget svar\b|\bfortfarande inte\b|\bikke fått svar\b|\bpurring\b"
    r"|\bmuistutus\b|\ben ole saanut vastausta\b|\bherinnering\b|\bnog geen (?:antwoord|reactie)\b|\brappel\b|\b(?:restée?|toujours) sans réponse\b"
    r"|\bmahnung\b|\berinnerung\b|\bnoch keine antwort\b|\bponaglenie\b|\bprzypomnienie\b|\bbrak odpowiedzi\b|\bnie otrzymałe?a?m odpowiedzi\b")
