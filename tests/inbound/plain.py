"""Requests as people write them, who know no article of any law; and mails that only sound like one."""

from __future__ import annotations

from tests.inbound.case import Case, counted, mail, rights, rows

_REQUESTS = """
en | A  | Hi, what do you actually know about me? I left the company last year. Carol
en | A  | Hello, could you please send me a copy of all the information you have stored about me? Thanks, Carol
en | A  | I would like to see my data, including the recordings of my calls from March. Regards, Carol Nord
en | A  | Which personal details do you hold on me and who got them? I want to know.
en | E  | Please delete everything you have on me. I do not use the phone any more.
en | E  | I want my account and all my data removed from your systems.
en | E  | Could you forget me? Erase my personal information, please.
en | C  | My surname is misspelled in your records, it should be Nord. Please correct my name.
en | C  | Hi, you have the wrong address. Please update my address to Elm Road 4.
en | O  | Please stop sending me marketing and newsletters.
en | R  | Please restrict the processing of my data until we have found out who is right.
en | P  | I would like my data in a machine readable format so I can take it elsewhere.
en | AE | Please send me a copy of my data and then delete my account.
da | A  | Hej, hvad ved I egentlig om mig? Jeg stoppede i firmaet sidste år. Mvh Carol
da | A  | Jeg vil gerne have en kopi af alle de oplysninger, I har om mig. Venlig hilsen Carol Nord
da | A  | Hvilke data har I registreret om mig, og hvem har fået dem?
da | A  | Må jeg få indsigt i mine oplysninger og de optagelser, I har af mine samtaler?
da | E  | Jeg vil gerne have slettet alle mine data hos jer.
da | E  | Slet venligst min konto og alt, hvad I har om mig. Mvh Carol
da | E  | I bedes fjerne mine oplysninger fra jeres systemer, jeg er ikke kunde mere.
da | C  | Mit navn er stavet forkert hos jer. I bedes rette mit navn til Nord.
da | C  | Kan I opdatere min adresse? Den er forkert.
da | O  | Stop venligst med at sende mig nyhedsbreve og reklamer.
da | R  | Jeg ønsker, at I begrænser behandlingen af mine oplysninger, indtil sagen er afklaret.
da | P  | Jeg vil gerne have mine data i et struktureret format, så jeg kan tage dem med.
da | AE | Send mig først en kopi af mine oplysninger, og slet derefter mine data.
sv | A  | Hej, vad vet ni egentligen om mig? Jag slutade på företaget förra året. Carol
sv | A  | Jag vill gärna få en kopia av alla uppgifter som ni har om mig. Vänliga hälsningar Carol
sv | A  | Vilka personuppgifter har ni lagrat om mig, och vem har fått dem?
sv | A  | Jag önskar ett registerutdrag. Hälsningar, Carol Nord
sv | E  | Jag vill att ni raderar alla mina uppgifter.
sv | E  | Snälla ta bort mitt konto och all information ni har om mig.
sv | E  | Radera mina personuppgifter, jag är inte kund längre.
sv | C  | Mitt namn är felstavat hos er. Kan ni rätta mitt namn?
sv | C  | Min adress är fel, vänligen uppdatera min adress.
sv | O  | Sluta skicka reklam och nyhetsbrev till mig, tack.
sv | R  | Jag vill att ni begränsar behandlingen av mina uppgifter tills det är utrett.
sv | P  | Jag vill ha mina uppgifter i ett strukturerat format, så att jag kan ta dem med mig.
sv | AE | Skicka mig en kopia av mina uppgifter och radera sedan mina uppgifter.
nb | A  | Hei, hva vet dere egentlig om meg? Jeg sluttet i firmaet i fjor. Carol
nb | A  | Jeg vil gjerne ha en kopi av alle opplysninger dere har om meg. Vennlig hilsen Carol
nb | A  | Hvilke personopplysninger har dere lagret om meg, og hvem har fått dem?
nb | A  | Jeg ønsker innsyn i mine opplysninger, også opptakene av samtalene mine.
nb | E  | Jeg vil at dere skal slette alle mine opplysninger.
nb | E  | Vennligst slett kontoen min og alt dere har om meg.
nb | E  | Kan dere fjerne opplysningene mine? Jeg er ikke kunde lenger. Slett alle personopplysninger om meg.
nb | C  | Navnet mitt er feil hos dere. Kan dere rette navnet mitt?
nb | C  | Adressen min er feil, vennligst oppdater min adresse hos dere.
nb | O  | Slutt å sende meg reklame og nyhetsbrev, takk. Jeg vil ikke ha det.
nb | R  | Jeg krever at dere begrenser behandlingen av mine opplysninger til dette er avklart.
nb | P  | Jeg vil ha mine opplysninger i et strukturert format, slik at jeg kan ta dem med.
nb | AE | Send meg en kopi av mine opplysninger, og slett deretter mine opplysninger.
fi | A  | Hei, mitä te oikeastaan tiedätte minusta? Lähdin yrityksestä viime vuonna. Carol
fi | A  | Haluaisin saada kopion kaikista tiedoistani, kiitos. Terveisin Carol
fi | A  | Mitä tietoja teillä on minusta ja kenelle ne on annettu?
fi | A  | Pyydän saada nähdä henkilötietoni, myös puheluiden tallenteet.
fi | E  | Haluan, että poistatte kaikki tietoni järjestelmistänne.
fi | E  | Poistakaa tilini ja kaikki henkilötietoni, kiitos.
fi | E  | En ole enää asiakas. Pyydän poistamaan tietoni.
fi | C  | Nimeni on kirjoitettu väärin. Voisitteko korjata sen? Oikea nimi on Nord.
fi | C  | Osoitteeni on virheellinen, korjatkaa se, kiitos. Haluan sen kuntoon.
fi | O  | Lopettakaa mainosten ja uutiskirjeiden lähettäminen minulle, kiitos. Haluan rauhaa.
fi | R  | Vaadin, että rajoitatte tietojeni käsittelyä, kunnes asia on selvitetty.
fi | P  | Haluan tietoni koneluettavassa muodossa, jotta voin ottaa ne mukaan.
fi | AE | Pyydän saada kopion tiedoistani, ja sen jälkeen poistakaa kaikki tietoni.
nl | A  | Hallo, wat weten jullie eigenlijk over mij? Ik ben vorig jaar bij het bedrijf weggegaan. Carol
nl | A  | Graag ontvang ik een kopie van alle gegevens die u over mij heeft. Met vriendelijke groet, Carol
nl | A  | Welke persoonsgegevens hebben jullie van mij en wie heeft ze gekregen?
nl | A  | Ik wil inzage in mijn gegevens, ook in de opnames van mijn gesprekken.
nl | E  | Ik wil dat jullie al mijn gegevens verwijderen.
nl | E  | Kunt u mijn account en alles wat u van mij heeft wissen? Alvast bedankt.
nl | E  | Verwijder alstublieft mijn persoonsgegevens, ik ben geen klant meer.
nl | C  | Mijn naam is verkeerd gespeld. Wilt u mijn naam verbeteren? Graag snel.
nl | C  | Het adres klopt niet. Wilt u mijn adres wijzigen? Dank u wel, ik wacht.
nl | O  | Stop met het sturen van reclame en nieuwsbrieven naar mij, alstublieft.
nl | R  | Ik wil dat u de verwerking van mijn gegevens beperkt tot dit is uitgezocht.
nl | P  | Ik wil mijn gegevens in een gestructureerd formaat, zodat ik ze kan meenemen.
nl | AE | Stuur mij een kopie van mijn gegevens en verwijder daarna mijn account.
fr | A  | Bonjour, que savez-vous de moi ? J'ai quitté l'entreprise l'an dernier. Carol
fr | A  | Je voudrais une copie de toutes les données que vous avez sur moi. Cordialement, Carol
fr | A  | Quelles informations détenez-vous me concernant, et à qui les avez-vous données ?
fr | A  | Je souhaite accéder à mes données, y compris les enregistrements de mes appels.
fr | E  | Merci de supprimer toutes mes données de vos fichiers.
fr | E  | Je veux que vous effaciez mon compte et tout ce que vous avez sur moi.
fr | E  | Je ne suis plus client, veuillez effacer mes informations personnelles.
fr | C  | Mon nom est mal écrit chez vous. Pouvez-vous rectifier mon nom, s'il vous plaît ?
fr | C  | Mon adresse est erronée, merci de la modifier.
fr | O  | Cessez de m'envoyer de la publicité et des newsletters, merci. Je n'en veux plus.
fr | R  | Je demande que vous limitiez le traitement de mes données en attendant.
fr | P  | Je voudrais mes données dans un format structuré pour les emporter ailleurs.
fr | AE | Envoyez-moi une copie de mes données, puis supprimez mon compte, je vous prie.
de | A  | Hallo, was wissen Sie eigentlich über mich? Ich habe die Firma letztes Jahr verlassen. Carol
de | A  | Ich hätte gern eine Kopie aller Daten, die Sie über mich haben. Bitte per Mail. Viele Grüße, Carol
de | A  | Welche Daten haben Sie über mich gespeichert, und wer hat sie bekommen?
de | A  | Bitte geben Sie mir Auskunft über meine Daten, auch über die Aufnahmen meiner Gespräche.
de | E  | Ich möchte, dass Sie alle meine Daten löschen.
de | E  | Bitte entfernen Sie mein Konto und alles, was Sie über mich haben.
de | E  | Ich bin kein Kunde mehr. Löschen Sie bitte meine persönlichen Daten.
de | C  | Mein Name ist bei Ihnen falsch geschrieben. Bitte berichtigen Sie meinen Namen.
de | C  | Meine Adresse ist fehlerhaft, bitte ändern Sie die Adresse.
de | O  | Bitte schicken Sie mir keine Werbung und keine Newsletter mehr, ich will das nicht.
de | R  | Ich verlange, dass Sie die Verarbeitung meiner Daten einschränken, bis das geklärt ist.
de | P  | Ich möchte meine Daten in einem strukturierten, maschinenlesbaren Format haben, um sie mitzunehmen.
de | AE | Schicken Sie mir bitte eine Kopie meiner Daten und löschen Sie danach mein Konto.
pl | A  | Dzień dobry, co właściwie o mnie wiecie? W zeszłym roku odeszłam z firmy. Carol
pl | A  | Proszę o kopię wszystkich moich danych, które posiadacie. Pozdrawiam, Carol
pl | A  | Jakie dane macie na mój temat i komu je przekazaliście?
pl | A  | Chcę uzyskać dostęp do moich danych, także do nagrań rozmów.
pl | E  | Proszę usunąć wszystkie moje dane z państwa systemów.
pl | E  | Chcę, żebyście skasowali moje konto i wszystkie informacje o mnie.
pl | E  | Nie jestem już klientem. Proszę o usunięcie moich danych osobowych.
pl | C  | Moje nazwisko jest błędnie zapisane. Proszę poprawić moje nazwisko.
pl | C  | Mój adres jest nieprawidłowy, proszę go zmienić na nowy adres.
pl | O  | Proszę przestać wysyłać mi reklamy i newsletter.
pl | R  | Żądam ograniczenia przetwarzania moich danych do czasu wyjaśnienia sprawy.
pl | P  | Chcę otrzymać moje dane w ustrukturyzowanym formacie, żeby je zabrać.
pl | AE | Proszę przesłać mi kopię moich danych, a potem usunąć moje konto.
"""

_NOTHING_ASKED = """
en | My invoice for November is wrong, can you send me a new one?
en | My mobile data does not work when I travel. Can you help me?
en | Why have you deleted my data without a word? I never said so.
en | I want to move my number to another operator. How does that work?
en | Thank you for the quick help on the phone yesterday!
da | Jeg har slet ikke fået svar på min mail om regningen.
da | Hvornår har I åbent i julen? Mvh Carol
da | Hvorfor har I slettet mine oplysninger uden at spørge?
da | Vi har brug for tre nye telefoner til kontoret.
sv | Min faktura stämmer inte. Kan ni skicka en ny? Hälsningar Carol
nb | Telefonen min virker ikke hjemme. Kan dere hjelpe meg?
fi | Puhelimeni ei toimi kotona. Voitteko auttaa minua?
nl | Mijn factuur klopt niet. Kunt u mij een nieuwe sturen?
fr | Ma facture est trop élevée ce mois-ci, pouvez-vous m'aider ?
de | Ich möchte meine Rufnummer zu einem anderen Anbieter mitnehmen. Wie geht das?
de | Haben Sie meine Daten gelöscht? Ich habe nichts gehört.
pl | Moja faktura jest za wysoka. Czy możecie to sprawdzić?
"""

# Something is asked for, or is not: a person decides.
_UNSURE = """
en | E | I do not want you to delete my data. Keep it as it is.
en | E | All data about former employees of ours should be deleted.
de | E | Ich will nicht, dass Sie meine Daten löschen.
da | E | Jeg ønsker ikke, at I sletter mine oplysninger.
en | A | On behalf of my client I request a copy of all her data. My power of attorney is enclosed.
da | A | På vegne af min mor vil jeg gerne have indsigt i mine oplysninger og hendes. Fuldmagt er vedhæftet.
de | A | Im Namen meines Mandanten verlange ich Auskunft über seine Daten. Eine Vollmacht liegt bei.
en | A | This is a reminder: I asked for a copy of my data two months ago and got no answer.
da | A | Rykker: jeg bad om indsigt i mine oplysninger, og jeg har stadig ikke fået svar.
de | E | Mahnung: Sie sollten meine Daten löschen, bitte tun Sie das endlich.
"""


def _cases() -> list[Case]:
    asked = [Case(f"{language}-{letters}", mail(text + "\n", subject=""), rights=rights(letters), language=language, is_certain=_has_part(letters))
             for language, letters, text in rows(_REQUESTS)]
    asked += [Case(f"{language}-unsure", mail(text + "\n"), rights=rights(letters), language=language, is_certain=False)
              for language, letters, text in rows(_UNSURE)]
    return [*asked, *(Case(f"{language}-nothing", mail(text + "\n"), language=language, is_certain=False) for language, text in rows(_NOTHING_ASKED))]


def _has_part(letters: str) -> bool:
    return set(letters) <= set("AEC")


CASES = counted("plain", _cases())
