"""More requests in everyday words, written to try the tables by what they had not seen; and what customers of a telephone company write else."""

from __future__ import annotations

from dsr.inbound.language import language_of
from tests.inbound.case import Case, counted, mail, rights, rows

_TEXTS = """
en | A | Good morning, I'd like to know what sort of information your company keeps on me.
en | A | Under data protection law I am requesting everything you hold about me.
en | A | Please could I have all the personal information relating to me? Joe
en | A | Can you tell me which of my details you have on file?
en | A | I want a full list of my calls and messages that you have stored.
en | E | Kindly take me off your database and get rid of my details.
en | E | I'm closing my account, please make sure that none of my data stays with you.
en | E | All my information must be wiped.
en | E | Please remove me from your system.
en | O | Don't call me with offers any more. I don't agree to that.
en | O | I do not want my data used for advertising.
da | A | Hej. Jeg vil gerne vide, hvilke personlige oplysninger jeres firma ligger inde med om mig.
da | A | Jeg anmoder om aktindsigt i alt, hvad I har liggende på mig.
da | A | Kan jeg få tilsendt alt I har på mig?
da | A | Jeg skriver for at få indsigt efter GDPR.
da | A | Send mig venligst mine data
da | E | Jeg vil gerne slettes fra jeres systemer.
da | E | Slet mig
da | E | Kan I sørge for, at alt om mig bliver slettet?
da | E | Jeg ønsker at blive glemt.
da | O | Jeg vil ikke have flere reklamer fra jer.
sv | A | Jag vill veta vilken information ni har sparad om mig.
sv | A | Kan ni skicka ut allt ni har på mig?
sv | E | Jag vill bli borttagen från era register.
sv | E | Ta bort mig ur ert system, tack!
sv | O | Jag vill inte ha mer reklam från er.
nb | A | Jeg vil vite hva slags informasjon dere sitter på om meg.
nb | A | Jeg ber om å få utlevert alt dere har lagret.
nb | E | Jeg ønsker å bli slettet fra systemene deres.
nb | E | Kan dere slette meg?
fi | A | Haluan tietää, mitä henkilötietoja yrityksenne säilyttää minusta.
fi | A | Lähettäkää minulle kaikki minua koskevat tiedot.
fi | E | Haluan tulla poistetuksi rekisteristänne.
fi | E | Pyydän poistamaan minua koskevat tiedot.
nl | A | Ik wil weten welke informatie uw bedrijf over mij bewaart.
nl | A | Kunt u mij al mijn gegevens toesturen?
nl | E | Ik wil uit uw systeem verwijderd worden.
nl | E | Gooi mijn gegevens weg.
fr | A | J'aimerais savoir quelles données personnelles votre société conserve à mon sujet.
fr | A | Pourriez-vous m'envoyer toutes les informations me concernant ?
fr | E | Je souhaite être supprimé de votre base.
fr | E | Merci d'effacer toute trace de moi dans vos fichiers.
de | A | Ich möchte wissen, welche personenbezogenen Daten Ihr Unternehmen über mich speichert.
de | A | Hiermit fordere ich Sie auf, mir alle über mich gespeicherten Informationen zuzusenden.
de | A | Datenauskunft bitte, Kundennummer 123
de | E | Bitte löschen Sie mich aus Ihrem System.
de | E | Ich fordere die vollständige Löschung meiner Daten.
de | E | Nehmen Sie mich aus Ihrer Kartei.
pl | A | Chciałabym wiedzieć, jakie dane osobowe na mój temat przechowuje Państwa firma.
pl | A | Proszę o przesłanie wszystkich informacji o mnie.
pl | E | Proszę o wykreślenie mnie z Państwa bazy.
pl | E | Usuńcie mnie z systemu.
en |   | Hello, could you send me the contract once more please?
en |   | How do I change the ringtone on my desk phone?
da |   | Kan I sende mig en kopi af fakturaen?
da |   | Vi vil gerne oprette en ny bruger, hendes data er: Anna, lokal 12.
da |   | Hvordan sletter jeg en besked på min telefonsvarer?
de |   | Wie lösche ich eine Nachricht auf dem Anrufbeantworter?
de |   | Ich sende Ihnen meine Daten für den neuen Vertrag.
fr |   | Comment supprimer un message vocal ?
sv |   | Hur raderar jag ett röstmeddelande?
en |   | Please delete user Anna from our switchboard, she left.
en | A | I'm curious about the data your firm has gathered regarding me over the years. Could you share it?
en | A | As a former employee of Nordlys I'd like copies of anything you kept with my name on it.
en | A | Where did you get my number and what else do you have stored?
en | E | I withdraw from all this: please wipe my profile and whatever else you saved about me.
en | E | I no longer wish you to store my details. Delete them.
en | E | Get rid of every recording of me.
en | C | You've spelled my surname wrong, it's Petersen with an e.
en | R | Stop using my data until my complaint is settled.
da | A | Hvad ligger I inde med af oplysninger på mig?
da | A | Jeg kræver at se hvad I har gemt.
da | A | Vil I sende mig en oversigt over alle de data, I har gemt om mig?
da | A | Har I optaget mine samtaler? I så fald vil jeg høre dem og have en kopi.
da | E | Vær venlig at slette samtlige persondata om undertegnede.
da | E | Mine oplysninger skal slettes hurtigst muligt.
da | E | I må ikke længere opbevare mine data. Slet dem.
da | C | Mit telefonnummer er registreret forkert, det rigtige er 32 12 34 56.
sv | A | Jag skulle vilja veta vad ni har för uppgifter om mig.
sv | A | Var snäll och skicka mig alla data ni har sparat.
sv | E | Kan ni vara snälla och radera allting om mig?
sv | E | Jag begär att mina personuppgifter tas bort.
nb | A | Hva har dere registrert på meg?
nb | A | Kan jeg få se hva dere har lagret om meg?
nb | E | Jeg krever at alt dere har på meg blir slettet.
nb | E | Fjern meg fra registrene deres, takk.
fi | A | Mitä kaikkea yrityksenne tietää minusta?
fi | A | Voisitteko lähettää minulle tietoni?
fi | E | Toivon, että hävitätte kaikki minua koskevat tiedot.
fi | E | Poistakaa minut asiakasrekisteristä.
nl | A | Wat heeft u allemaal over mij opgeslagen?
nl | A | Kunt u mij laten weten welke persoonlijke informatie u van mij heeft?
nl | E | Haal mij uit uw systeem.
nl | E | Graag al mijn gegevens wissen.
fr | A | Qu'avez-vous comme informations à mon sujet ?
fr | A | Merci de me communiquer l'ensemble de mes données personnelles.
fr | E | Je ne veux plus figurer dans vos fichiers, effacez tout.
fr | E | Veuillez procéder à la suppression de mon compte et de mes données.
de | A | Was haben Sie alles über mich in Ihren Akten?
de | A | Ich will wissen, was über mich gespeichert ist.
de | A | Schicken Sie mir alles, was Sie über mich haben.
de | E | Alle über mich gespeicherten Daten sind zu löschen.
de | E | Streichen Sie mich aus Ihrem Verteiler und löschen Sie alles.
de | C | Sie haben meinen Vornamen falsch erfasst.
pl | A | Co macie o mnie w swoich bazach?
pl | A | Proszę o informację, jakie moje dane przetwarzacie.
pl | E | Żądam skasowania wszystkiego, co o mnie macie.
pl | E | Proszę o natychmiastowe usunięcie mojego profilu i danych.
en | A | I worked for a customer of yours until May. Please tell me what you have recorded about me.
en | A | May I have a look at the data you keep about me?
en | A | Would you mind sending over whatever personal data of mine is in your system?
en | E | As I've left the company, all data relating to me should be erased now, please.
en | E | Please destroy my call recordings and delete my profile.
en | C | My job title and my email are wrong in your directory, please fix my details.
da | A | Jeg vil bede om en kopi af samtlige oplysninger, I behandler om mig.
da | A | Kan I fortælle mig, hvad I har på mig?
da | E | Venligst slet mine personlige oplysninger i jeres kundekartotek.
da | E | Jeg stoppede hos Nordlys i maj og vil have fjernet alt om mig.
da | C | Mit efternavn er ændret, vil I rette det?
sv | A | Skulle jag kunna få veta vilka uppgifter ni behandlar om mig?
sv | E | Jag har slutat och vill att allt om mig tas bort.
sv | E | Vänligen radera min profil och mina samtal.
nb | A | Kan dere sende meg en oversikt over opplysningene dere har om meg?
nb | E | Jeg vil ha alle data om meg slettet.
fi | A | Haluaisin tietää, mitä tietoja minusta on järjestelmissänne.
fi | E | Voisitteko poistaa tietoni järjestelmästänne?
nl | A | Mag ik zien welke gegevens u over mij bewaart?
nl | E | Ik werk daar niet meer, verwijder a.u.b. alles over mij.
fr | A | Pouvez-vous me dire quelles données vous avez à mon sujet ?
fr | E | J'ai quitté la société, je souhaite la suppression de toutes mes données.
de | A | Können Sie mir sagen, welche Informationen Sie zu meiner Person haben?
de | E | Ich bin ausgeschieden, bitte löschen Sie alles über mich.
pl | A | Czy mogę zobaczyć, jakie dane o mnie przechowujecie?
pl | E | Odszedłem z firmy i proszę skasować wszystko na mój temat.
en |   | Could you tell me what data plan we have and what it costs?
en |   | I would like a copy of our contract and the price list.
en |   | Please send me all the information about your new telephones.
da |   | Kan I slette lokalnummer 12 i omstillingen? Det bruges ikke.
da |   | Jeg vil gerne have information om jeres nye produkter.
da |   | Hvilke oplysninger skal I bruge for at oprette os?
de |   | Welche Daten brauchen Sie für die Bestellung?
de |   | Bitte senden Sie uns alle Informationen zu Ihren Tarifen.
fr |   | Pouvez-vous m'envoyer toutes les informations sur vos offres ?
nl |   | Kunt u mij informatie sturen over uw abonnementen?
sv |   | Kan ni skicka information om era abonnemang?
pl |   | Proszę o informacje o państwa ofercie.
fi |   | Voisitteko lähettää tietoja liittymistänne?
en | A | Hi there, my former employer used your phones. Could I get a copy of what you stored on me?
en | A | I'd like to make use of my right to see my personal data.
en | E | Please make sure every record of me is deleted from your systems.
en | E | I never agreed to this. Remove my details from all your lists immediately.
en | C | Please change the spelling of my name, it is Kjær and not Kaer.
da | A | Jeg har arbejdet hos en af jeres kunder. Hvad har I gemt om mig?
da | A | Jeg vil høre, om I har oplysninger om mig, og i så fald hvilke.
da | E | Jeg ønsker alle oplysninger om mig slettet.
da | E | Vil I venligst slette alt, hvad I har på mit nummer?
da | C | Jeg er flyttet. Vil I rette min adresse i jeres system?
sv | A | Jag undrar vilken information ni har om mig hos er.
sv | E | Jag vill att ni tar bort alla uppgifter ni har om mig.
nb | A | Jeg lurer på hvilke opplysninger dere har om meg.
nb | E | Vær så snill å slette alt dere har om meg.
fi | A | Haluaisin tarkastaa tietoni, jotka teillä on.
fi | E | Pyydän, että poistatte minua koskevat tiedot rekisteristänne.
nl | A | Ik zou graag weten welke gegevens jullie van mij hebben.
nl | E | Ik wil dat alles wat jullie van mij hebben verwijderd wordt.
fr | A | Je souhaiterais savoir si vous avez des données sur moi et lesquelles.
fr | E | Effacez toutes les données que vous avez sur moi, s'il vous plaît.
de | A | Mich interessiert, welche Daten Sie von mir haben. Bitte teilen Sie mir das mit.
de | E | Ich widerrufe alles und verlange die Löschung sämtlicher Daten zu meiner Person.
pl | A | Chcę wiedzieć, jakie informacje o mnie macie w swoim systemie.
pl | E | Żądam usunięcia wszystkich danych na mój temat.
en |   | Please remove the call forwarding from my line.
en |   | Can you send me the details of our last order?
da |   | Vi har ændret navn. Vil I sende en ny kontrakt?
da |   | Jeg kan ikke se mine opkald i appen. Kan I hjælpe?
de |   | Bitte ändern Sie die Rufumleitung auf meinem Apparat.
sv |   | Kan ni ta bort vidarekopplingen på min telefon?
fr |   | Merci de supprimer le renvoi d'appel sur ma ligne.
nl |   | Kunt u de doorschakeling van mijn toestel verwijderen?
"""
# It looks like something else than it is, or a person must look: not certain.
_UNSURE = """
en | C | The number on my invoice is wrong, please send a correct invoice.
en | C | My colleague's phone shows the wrong name, can you correct the display name in the switchboard?
"""


def _cases() -> list[Case]:
    told = [Case(f"{language}-{letters or 'nothing'}", mail(text + "\n"), rights=rights(letters), is_certain=None if letters else False)
            for language, letters, text in rows(_TEXTS)]
    told += [Case(f"{language}-unsure", mail(text + "\n"), rights=rights(letters), is_certain=False) for language, letters, text in rows(_UNSURE)]
    return told


LANGUAGES = tuple((language, language_of(text)) for language, _, text in rows(_TEXTS))
CASES = counted("more", _cases())
