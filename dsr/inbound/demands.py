"""What of GDPR Art. 15(1) to (3) a mail names, so that staff tick it off when they answer. Who names nothing is owed all of it."""

from __future__ import annotations

import re
from enum import StrEnum


class Item(StrEnum):
    """What a person may ask to be told, in the order of the law."""

    PURPOSES = "purposes"                    # Art. 15(1)(a)
    CATEGORIES = "categories"                # (b)
    RECIPIENTS = "recipients"                # (c)
    THIRD_COUNTRIES = "third_countries"      # (c)
    STORAGE = "storage"                      # (d)
    SOURCE = "source"                        # (g)
    AUTOMATED = "automated"                  # (h)
    SAFEGUARDS = "safeguards"                # Art. 15(2)
    COPY = "copy"                            # Art. 15(3)


_ITEMS = (  # en, da, sv, nb, fi, nl, fr, de, pl
    (Item.PURPOSES, r"\bpurposes?\b|\bwhy (?:do )?you (?:have|hold|use|process|keep|store)|\bformål|\bhvorfor (?:i |har i )|\bändamål|\bsyftet\b"
                    r"|\btarkoitu|\bdoeleinden\b|\bhet doel\b|\bfinalités?\b|\bmotifs du traitement|\bpourquoi\b|zwecken?\b|\bwofür\b|\bcel(?:e|ach"
                    r"|ów)? przetwarzania|\bw jakim celu"),
    (Item.CATEGORIES, r"\bcategories\b|\bkinds of (?:personal )?data|\bkategori(?:er|erne)?\b|\bvilka typer|\bkategorier\b|\btietoryhm"
                      r"|\bhenkilötietoryhm|\bcategorieën\b|\bcatégories\b|\bkategorien\b|\bkategori[ei] "),
    (Item.RECIPIENTS, r"\brecipients?\b|\b(?:who|whom)\b.{0,40}\b(?:shared?|disclosed|passed|given|received|sold)\b|\b(?:shared?|disclosed) (?:it "
                      r"|them |my data )?(?:with|to)\b|\bmodtagere?\b|\bvideregivet\b|\bvideregivelse|\bdelt med\b|\bmottagare\b|\blämna\w* ut\b"
                      r"|\bdelat med\b|\bmottakere?\b|\butlevert til\b|\bvastaanottaj|\bluovut|\bontvangers?\b|\bgedeeld met\b|\bverstrekt aan\b"
                      r"|\bdestinataires?\b|\btransmi(?:s|ses) à\b|\bempfänger|\bweitergegeben|\bweitergabe|\bodbior\w+|\budostępni"),
    (Item.THIRD_COUNTRIES, r"\bthird countr|\binternational organi[sz]ation|\boutside the e(?:u|ea)\b|\btredjeland|\buden for eu\b|\btredje ?land"
                           r"|\butanför eu\b|\butenfor e[uø]s?\b|\bkolmansi|\bkolmanne|\beu:n ulkopuol|\bderde land|\bbuiten de e(?:u|er)\b"
                           r"|\bpays tiers|\bhors de l['’]ue\b|\bdrittl[aä]nd|\baußerhalb der eu|\bpaństw\w* trzeci|\bpoza (?:ue|eog)\b"),
    (Item.STORAGE, r"\bhow long\b|\bretention\b|\bstorage period|\bperiod\b.{0,60}\bstored\b|\bhvor længe\b|\bopbevaringsperiode|\btidsrum\b"
                   r"|\bslettefrist|\bhur länge\b|\blagringstid|\bhvor lenge\b|\blagringsperiode|\bkuinka kauan|\bsäilyty|\bhoe lang\b"
                   r"|\bbewaartermijn|\bperiode waarin\b|\bdurée\b|\bcombien de temps|\bwie lange\b|\bspeicherdauer|\bdauer\b|\bjak długo\b"
                   r"|\bokres\w* przechowywania"),
    (Item.SOURCE, r"\b(?:their|the|its|any) (?:source|origin)s?\b|\bsource of\b|\bwhere (?:did )?you (?:got|get|obtained?|have)\b|\bwhere (?:it"
                  r"|they|the data|my data) (?:came|come|was|were)|\bhvorfra\b|\bhvor\b.{0,30}\b(?:stammer|kommer)\b.{0,10}\bfra\b|\bvarifrån\b"
                  r"|\bkällan?\b|\bhvor\b.{0,40}\bhentet|\bkilden?\b|\bmistä\b|\balkuper|\bbron\b|\bherkomst\b|\bwaar\b.{0,30}\bvandaan\b"
                  r"|\borigine\b|\bd['’]où\b|\bherkunft\b|\bwoher\b|\bźródł|\bskąd\b"),
    (Item.AUTOMATED, r"\bautomated\b|\bprofiling\b|\bautomatiske? (?:afgørelser?|beslut)|\bprofilering\b|\bautomatisera|\bautomatisert"
                     r"|\bautomati(?:soitu|sesti|soitu)|\bprofiloin|\bgeautomatiseerde\b|\bautomatisé|\bprofilage\b|\bautomatisiert|\bprofiling\b"
                     r"|\bzautomatyzowan|\bprofilowani"),
    (Item.SAFEGUARDS, r"\bsafeguards?\b|\bgarantier\b|\bskyddsåtgärder|\bsuojatoim|\bwaarborgen\b|\bgaranties\b|\bgarantien\b|\bzabezpiecze"
                      r"|\bart(?:icle|ikel|\.)? 46\b"),
    (Item.COPY, r"\bcop(?:y|ies)\b|\bkopi(?:er|en)?\b|\bkopia(?:n)?\b|\bkopio|\bjäljennö|\bkopie\b|\bafschrift\b|\bcopies?\b|\bdatenkopie\b"
                r"|\bkopi[ęia]\b|\bregisterutdrag\b|\budskrift\b|\butskrift\b"),
)
_COMPILED = tuple((item, re.compile(pattern)) for item, pattern in _ITEMS)


def items_of(text: str) -> tuple[Item, ...]:
    """Those that the text names."""
    plain = " ".join(text.lower().split())
    return tuple(item for item, pattern in _COMPILED if pattern.search(plain))
