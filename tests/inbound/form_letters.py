"""Form letters, each as the kind of service or body writes it, with what marks it; the words around are our own."""

from __future__ import annotations

from collections.abc import Iterator

from dsr.inbound.demands import Item
from dsr.inbound.forms import Form
from tests.inbound.case import Case, counted, mail, rights

ALL_ITEMS = frozenset(Item)
_IDENTITY = "\n{intro}\nName: Carol Nord\nEmail: carol.nord@privat.example\nTelephone: +45 32 12 34 56\nCustomer number: K-998877\n\n"

DATENANFRAGEN = {
    "en": ("""I hereby ask for access to my data pursuant to Article 15 GDPR. Tell me whether you process personal data concerning me.
If so, I want to know:
1. all the data you have stored about me, as a copy;
2. the purposes of the processing;
3. the categories of data;
4. the recipients to whom they were or will be disclosed, and the safeguards under Article 46 GDPR if you transfer them to a third country;
5. for which period they will be stored;
6. their source, where they were not collected from me;
7. the existence of the right to request rectification or erasure of data, or to object to processing;
8. whether there is automated decision-making, including profiling.
Make what I provided available in a structured, commonly used and machine-readable format under Article 20(1) GDPR.
My request explicitly includes any other services and companies for which you are the controller.
""" + _IDENTITY.format(intro="I am including the following information necessary to identify me:") +
           "Without an answer I am reserving the right to take legal action.\nMy reference: 2026-AB12CD3\n", "AP"),
    "de": ("""ich verlange Auskunft nach Art. 15 DSGVO. Teilen Sie mir mit, ob Sie mich betreffende Daten verarbeiten, und wenn ja:
1. alle Daten, die Sie über mich gespeichert haben, als Kopie;
2. die Zwecke der Verarbeitung;
3. die Kategorien der Daten;
4. die Empfänger, und die Garantien nach Art. 46 DSGVO, falls sie in ein Drittland gehen;
5. die Dauer der Speicherung;
6. die Herkunft der Daten;
7. das Bestehen eines Rechts auf Berichtigung oder Löschung der Daten oder auf Einschränkung der Verarbeitung;
8. ob es eine automatisierte Entscheidungsfindung gibt, auch Profiling.
Meine Anfrage schließt explizit auch alle weiteren Unternehmen ein, für die Sie verantwortlich sind.
""" + _IDENTITY.format(intro="Zur Identifikation meiner Person habe ich Folgendes beigefügt:") +
           "Andernfalls behalte ich mir vor, rechtliche Schritte einzuleiten.\nMein Zeichen: 2026-AB12CD3\n", "A"),
    "fr": ("""je demande l'accès à mes données selon l'article 15 du RGPD. Dites-moi si vous traitez des données me concernant, et si oui :
1. toutes les données que vous avez sur moi, en copie ;
2. les finalités du traitement ;
3. les catégories de données ;
4. les destinataires, et les garanties selon l'article 46 si elles partent vers un pays tiers ;
5. la durée de conservation ;
6. l'origine des données ;
7. l'existence du droit de demander la rectification ou l'effacement de ces données ;
8. l'existence d'une décision automatisée, y compris le profilage.
Ma demande comprend explicitement toutes vos autres sociétés.
""" + _IDENTITY.format(intro="J'inclus les informations suivantes nécessaires pour m'identifier :") +
           "Sans réponse, je me réserve le droit d'intenter une action.\n", "A"),
    "nl": ("""ik verzoek om inzage in mijn gegevens volgens artikel 15 AVG. Laat mij weten of u gegevens over mij verwerkt, en zo ja:
1. alle gegevens die u over mij heeft, als kopie;
2. het doel van de verwerking;
3. de categorieën van gegevens;
4. de ontvangers, en de waarborgen van artikel 46 als ze naar een derde land gaan;
5. de bewaartermijn;
6. de bron van de gegevens;
7. het bestaan van het recht op rectificatie of wissing van gegevens;
8. of er geautomatiseerde besluitvorming is, ook profilering.
Mijn verzoek omvat expliciet al uw andere bedrijven.
""" + _IDENTITY.format(intro="Ik neem de volgende informatie op die nodig is om mij te identificeren:") +
           "Zonder antwoord behoud ik het recht om juridische stappen te nemen.\n", "A"),
}
_ERASURE = """I hereby ask for the immediate erasure of all personal data concerning me according to Article 17 GDPR.
The requirements set forth in Article 17(1) GDPR are met. If I gave consent, I withdraw my consent.
I object to the processing of my data under Article 21 GDPR. Tell each recipient as Article 19 GDPR says.
My request explicitly includes any other services and companies for which you are the controller.
""" + _IDENTITY.format(intro="I am including the following information necessary to identify me:")
_LETTERS = (
    ("ico", Form.ICO, "A", "en", """Subject access request
Please supply the personal data you hold about me, which I am entitled to receive under data protection law: my account and the recordings of my
calls.
The law gives you one calendar month. If you do not normally deal with these requests, please pass this letter to your data protection officer.
If you need advice, the Information Commissioner's Office can help: ico.org.uk, 0303 123 1113.
Carol Nord"""),
    ("noyb", Form.NOYB, "A", "en", """I use a text by noyb for this. Under Article 15 GDPR I request access to my data and a copy of them,
with all purposes and recipients. Carol Nord"""),
    ("noyb-de", Form.NOYB, "A", "de", """Ich nutze hierfür eine Vorlage von noyb. Nach Art. 15 DSGVO beantrage ich Auskunft über meine Daten
und eine Kopie, mit allen Zwecken und Empfängern. Carol Nord"""),
    ("mine", Form.MINE, "E", "en", """To whom it may concern, I would like to exercise my right to be forgotten. Please delete my personal data.
The last interaction with you was on 3 May 2024. My email address: carol.nord@privat.example
Sent via Mine, saymine.com"""),
    ("mine-plain", Form.MINE, "E", "en", """I use your service no more and reclaim my data: I use my right to be forgotten, please delete my
account and data.
Date of my last interaction: 3 May 2024."""),
    ("done-right-nl", Form.DATA_DONE_RIGHT, "A", "nl", """Graag ontvang ik inzage in mijn gegevens volgens artikel 15 AVG, met een kopie en de
ontvangers.
Dit verzoek maakte ik met My Data Done Right van Bits of Freedom. Carol Nord"""),
    ("done-right-en", Form.DATA_DONE_RIGHT, "E", "en", """Please delete all my personal data as Article 17 GDPR says.
I made this request with mydatadoneright.eu. Carol Nord"""),
    ("transparency", Form.PERSONAL_DATA_IO, "AP", "en", """This is a transparency request under the GDPR. It is both a subject access request and
a portability request.
You cannot make me use an in-house form. I want a copy of all my personal data, their source and their recipients, and how long you keep them."""),
    ("consumers-de", Form.CONSUMERS, "A", "de", """nach Artikel 15 DSGVO verlange ich Auskunft, ob Sie Daten über mich gespeichert haben, mit den
Informationen nach Artikel 15
Absatz 1 und 2. Ein Schreiben der Verbraucherzentrale diente mir als Muster. Ich bitte um eine Bestätigung des Eingangs. Carol Nord"""),
    ("consumers-da", Form.CONSUMERS, "A", "da", """Jeg beder om indsigt i mine oplysninger efter databeskyttelsesforordningens artikel 15. Brevet
er skrevet efter Forbrugerrådets
forslag; I har det hos Forbrugerrådet Tænk. Mvh Carol Nord"""),
    ("cnil", Form.AUTHORITY, "A", "fr", """En application de l'article 15 du RGPD, je vous prie de bien vouloir m'indiquer si des données me
concernant figurent dans vos fichiers,
et de m'envoyer une copie de toutes mes données. À défaut, je peux saisir la CNIL. Carol Nord"""),
    ("datatilsynet", Form.AUTHORITY, "A", "da", """(Blanket fra Datatilsynet) Jeg anmoder hermed om indsigt i mine oplysninger efter artikel 15 i
databeskyttelsesforordningen:
formålet, kategorier af oplysninger, modtagere, hvor længe de gemmes, og hvorfra de stammer. Carol Nord"""),
    ("imy", Form.AUTHORITY, "A", "sv", """(Mall från IMY) Jag begär ett registerutdrag enligt artikel 15 i dataskyddsförordningen: ändamål,
mottagare och hur länge ni sparar
mina uppgifter. Carol Nord"""),
    ("tietosuoja", Form.AUTHORITY, "A", "fi", """(Lomake: tietosuojavaltuutetun toimisto) Pyydän saada kopion henkilötiedoistani
tietosuoja-asetuksen 15 artiklan mukaan.
Haluan tietää myös käsittelyn tarkoituksen ja tietojen säilytysajan. Carol Nord"""),
    ("uodo", Form.AUTHORITY, "A", "pl", """(Wzór: UODO) Na podstawie art. 15 RODO wnoszę o dostęp do moich danych i o ich kopię. Proszę podać
cele przetwarzania, odbiorców
i okres przechowywania. Carol Nord"""),
    ("service", Form.DELETION_SERVICE, "E", "en", """My name is Carol Nord and I request that you delete all of my personal data. I used a
consumer identity protection service
to write this; please respond directly to my own address carol.nord@privat.example."""),
    ("incogni", Form.DELETION_SERVICE, "E", "en", """Incogni writes to you for Carol Nord on behalf of whom we ask that you erase all her
personal data. A power of attorney is enclosed.
I want a confirmation."""),
    ("your-digital-rights", Form.DELETION_SERVICE, "E", "en", """I ask you to erase all my personal data under Article 17 GDPR. I withdraw
nothing of my other rights.
This was written with yourdigitalrights.org. Carol Nord"""),
    ("my-data-request", Form.DELETION_SERVICE, "A", "en",
     """I request access to my personal data and a copy of them under Article 15 GDPR. Written with mydatarequest.com. Carol Nord"""),
)


def _cases() -> Iterator[Case]:
    for language, (text, letters) in DATENANFRAGEN.items():
        yield Case(f"datenanfragen-{language}", mail(text, subject="2026-AB12CD3"), rights=rights(letters), language=language, is_certain=True,
                   form=Form.DATENANFRAGEN)
    yield Case("datenanfragen-erasure", mail(_ERASURE, subject="2026-AB12CD4"), rights=rights("EO"), language="en", is_certain=True,
               form=Form.DATENANFRAGEN)
    for name, form, letters, language, text in _LETTERS:
        yield Case(name, mail(text + "\n", subject="x"), rights=rights(letters), language=language, is_certain=name != "incogni", form=form)


CASES = counted("form", _cases())
