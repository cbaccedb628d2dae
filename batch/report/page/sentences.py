"""What a page says in words of its own, in both languages; outcomes, reasons and repairs have tables/words."""

from batch.tables.words import Said

SENTENCES = {
    "title": Said("Ektepakter: kjøring {run_id}", "Ektepakter: run {run_id}"),
    "heading": Said("Kjøring {run_id}", "Run {run_id}"),
    "contents": Said("Innhold", "Contents"),
    "status_all": Said("Ferdig: alle har fått svar.", "Complete: everybody has an answer."),
    "status_missing": Said("Ferdig, men {missing} mangler svar.", "Complete, but {missing} without an answer."),
    "status_pending": Said("Ikke ferdig: {pending} gjenstår.", "Not complete: {pending} still to be asked about."),
    "asked": Said(
        "{rows} i {files} ga {values}; Ektepaktregisteret ({environment}) svarte om {answered}: {found} har ektepakt og"
        " {empty} har ingen.",
        "{rows} in {files} gave {values}; Ektepaktregisteret ({environment}) answered about {answered}: {found} have an"
        " ektepakt and {empty} have none.",
    ),
    "when": Said(
        "Oppslagene gikk {span}, i {asking}{pauses}{breaks}.", "Look-ups went on {span}, for {asking}{pauses}{breaks}."
    ),
    "when_pauses": Said(", med {pauses} på til sammen {duration}", ", with {pauses} of {duration} together"),
    "when_breaks": Said(", og med {duration} da ingen kommando gikk", ", and with {duration} in which no command ran"),
    "news": Said("{changes} siden en tidligere kjøring", "{changes} since an earlier run"),
    "no_course": Said("Ingen oppslag ble gjort.", "No look-ups were made."),
    "todo": Said("Dette gjør du", "What to do"),
    "todo_nothing": Said("Ingenting: kjøringen er ferdig og hel.", "Nothing: the run is complete and whole."),
    "todo_continue": Said(
        "Kjør samme kommando på nytt: den går videre der den stoppet ({pending} gjenstår).",
        "Run the same command again: it goes on where it stopped ({pending} left).",
    ),
    "todo_stopped": Said("Først: kjøringen ble stanset, {reason}.", "First: the run was stopped, {reason}."),
    "todo_retry": Said(
        "{count} kan få svar ved et nytt forsøk, med kommandoen",
        "{count} may be answered when they are tried again, with",
    ),
    "todo_slow": Said(
        "{count} svarte registeret ikke om i tide: bruk andre testpersoner, eller prøv en annen dag.",
        "{count} got no answer in time: use other test identities, or try another day.",
    ),
    "todo_correct": Said(
        "{count} må rettes i kilden først; radene står under «Ikke sendt» og i errors.csv.",
        "{count} to be corrected at the source first; the rows are under “Not sent” and in errors.csv.",
    ),
    "todo_rejected": Said(
        "{count} ble avvist av registeret: se feilmelding i errors.csv.",
        "{count} rejected by the register: see feilmelding in errors.csv.",
    ),
    "todo_unread": Said("Denne filen ble ikke lest:", "This input was not read:"),
    "todo_check_repairs": Said(
        "{count} var skadet og ble lest likevel: se over «Reparert».",
        "{count} read though damaged: look over “Repaired”.",
    ),
    "todo_shrunk": Said(
        "Se om listen er hel: den er mye kortere enn sist.", "See whether the list is whole: it is much shorter."
    ),
    "todo_key": Said(
        "Skaff en ny nøkkel: denne varer til {ends_on}, {days} til.",
        "Get a new key: this one lasts until {ends_on}, {days} more.",
    ),
    "todo_key_ended": Said(
        "Skaff en ny nøkkel: denne varte til {ends_on}.", "Get a new key: this one lasted until {ends_on}."
    ),
    "todo_key_look": Said("Se på nøkkelen:", "Look at the key:"),
    "todo_cut": Said(
        "Listen ble kuttet (--limit) ved {place}: den raden og alt etter den er ikke med.",
        "The input was cut (--limit) at {place}: that row and all after it are not in this run.",
    ),
    "outcomes": Said("Utfall", "Outcomes"),
    "outcomes_caption": Said(
        "Hva det ble av hver ulike verdi i listen", "What became of each distinct value of the input"
    ),
    "outcome": Said("Utfall", "Outcome"),
    "distinct": Said("Ulike verdier", "Distinct values"),
    "rows": Said("Rader", "Rows"),
    "cells": Said("Celler", "Cells"),
    "share": Said("Andel", "Share"),
    "bar": Said("Stolpe", "Bar"),
    "total": Said("i alt", "in all"),
    "bar_title": Said("{label}: {count} ({share})", "{label}: {count} ({share})"),
    "reused": Said(
        "{count} av svarene er hentet fra tidligere kjøringer (--max-age).",
        "{count} of the answers are those of earlier runs (--max-age).",
    ),
    "blank": Said("{rows} uten innhold er ikke med.", "Blank, and left out: {rows}."),
    "sample": Said(
        "Dette er et utvalg (--sample {count}): resten av listen er ikke med.",
        "This is a sample (--sample {count}): the rest of the list is not in it.",
    ),
    "course": Said("Oppslag over tid", "Look-ups over time"),
    "course_said": Said(
        "Fra {begins} til {ends}: høyst {answered} svar i sekundet, høyst {failed} mislykte forsøk i sekundet, {pauses}"
        " på til sammen {paused}. Tallene står i tabellen under.",
        "From {begins} to {ends}: at most {answered} answers a second, at most {failed} failed attempts a second,"
        " {pauses} of {paused} together. The table below has the figures.",
    ),
    "panel_answered": Said("Svar i sekundet", "Answers a second"),
    "panel_failed": Said("Mislykte forsøk i sekundet", "Failed attempts a second"),
    "panel_limit": Said("Grense for samtidige oppslag", "Limit of look-ups in flight"),
    "course_end": Said(
        "De som ikke fikk svar, prøves igjen til slutt, noen få om gangen: da er det få svar og mange forsøk uten.",
        "Those without an answer are tried again at the end, a few at a time: few answers then, and failed attempts.",
    ),
    "range": Said("0–{top}", "0–{top}"),
    "legend_pause": Said("pause: programmet ventet, med vilje", "pause: the program waited, on purpose"),
    "legend_break": Said("brudd: ingen kommando gikk (tiden er klippet ut)", "break: no command ran (cut out)"),
    "column_title": Said(
        "{span}: {answered} svar, {errors} gitt opp, {failed} mislykte forsøk, grense {limit}",
        "{span}: {answered} answers, {errors} given up, {failed} failed attempts, limit {limit}",
    ),
    "pause_title": Said("{span} ({duration})", "{span} ({duration})"),
    "break_title": Said("Ingen kommando gikk {span} ({duration})", "No command ran {span} ({duration})"),
    "events_caption": Said("Det som stanset oppslagene", "What held look-ups up"),
    "event": Said("Hva", "What"),
    "event_when": Said("Når (norsk tid)", "When (Norwegian time)"),
    "event_long": Said("Hvor lenge", "How long"),
    "event_pause": Said("Pause", "Pause"),
    "event_break": Said("Ingen kommando gikk", "No command ran"),
    "pauses_mean": Said(
        "Er registeret nede, prøver programmet seg fram med ett oppslag om gangen. Det går videre av seg selv, og ingen"
        " mister svaret sitt av en pause.",
        "While the register is down, the program probes with one look-up at a time. It goes on by itself, and nobody"
        " loses an answer by a pause.",
    ),
    "more_pauses": Said("Og {count} kortere pauser.", "And {count} shorter pauses."),
    "no_events": Said(
        "Ingen pauser og ingen brudd: oppslagene gikk uten opphold.", "No pauses and no breaks: look-ups never stopped."
    ),
    "course_table": Said("Alle intervaller i tall", "All intervals in figures"),
    "interval": Said("Tidsrom", "Interval"),
    "answered": Said("Svar", "Answers"),
    "given_up": Said("Gitt opp", "Given up"),
    "failed": Said("Mislykte forsøk", "Failed attempts"),
    "limit": Said("Grense", "Limit"),
    "paused": Said("Pause", "Pause"),
    "latency": Said("Svartid", "Latency"),
    "latency_caption": Said(
        "Hvor lenge det siste forsøket for hver person varte", "How long the last attempt for each person took"
    ),
    "took": Said("Tid", "Time"),
    "unanswered": Said("Uten svar", "Unanswered"),
    "bucket": Said("{least} til {below}", "{least} to {below}"),
    "bucket_first": Said("under {below}", "under {below}"),
    "bucket_last": Said("{least} og mer", "{least} and more"),
    "bucket_title": Said("{label}: {answered} med svar, {failed} uten", "{label}: {answered} answered, {failed} not"),
    "percentiles_caption": Said("Av svarene kom så mange innen", "So many of the answers came within"),
    "percentile": Said("Andel av svarene", "Share of the answers"),
    "percentile_half": Said("halvparten (median)", "half (median)"),
    "percentile_of": Said("{percent} %", "{percent}%"),
    "percentile_all": Said("alle (det tregeste)", "all (the slowest)"),
    "no_latency": Said("Ingen svartider: ingen ble spurt om i denne kjøringen.", "No latency: nobody was asked about."),
    "failures": Said("Uten svar", "Without an answer"),
    "failures_none": Said("Alle som ble spurt om, fikk svar.", "Everybody asked about was answered."),
    "failures_caption": Said(
        "De som ikke fikk svar fra registeret, etter årsak", "Those whom the register did not answer about, by cause"
    ),
    "cause": Said("Årsak", "Cause"),
    "persons": Said("Personer", "Persons"),
    "last_tried": Said("Siste forsøk", "Last attempts"),
    "first_rows": Said("Første rader", "First rows"),
    "advice": Said("Dette gjør du", "What to do"),
    "http": Said("{cause} (HTTP {status})", "{cause} (HTTP {status})"),
    "pending_cause": Said(
        "Kjøringen stanset før {count} var spurt om: kjør samme kommando på nytt.",
        "The run stopped before {count} were asked about: run the same command again.",
    ),
    "all_in_errors": Said(
        "errors.csv har alle, med korrelasjonsid til registeret.",
        "errors.csv has all, with the register's korrelasjonsid.",
    ),
    "rows_of": Said("{source} rad {rows}", "{source} row {rows}"),
    "and_more": Said("{places} …", "{places} …"),
    "unsent": Said("Ikke sendt", "Not sent"),
    "unsent_caption": Said(
        "Verdier som ikke ble sendt til registeret, etter sort", "Values that were not sent to the register, by sort"
    ),
    "unsent_none": Said("Alle verdier kunne sendes.", "All values could be sent."),
    "sort": Said("Sort", "Sort"),
    "repairs": Said("Reparert", "Repaired"),
    "repairs_caption": Said(
        "Skadede numre som lot seg lese sikkert, etter sort", "Damaged identifiers that could be read safely, by sort"
    ),
    "repairs_none": Said("Ingen numre var skadet.", "No identifier was damaged."),
    "ektepakter": Said("Ektepakter", "Ektepakter"),
    "ektepakter_none": Said("Ingen ektepakter ble funnet.", "No ektepakter were found."),
    "types_caption": Said("Ektepakter etter type", "Ektepakter by type"),
    "types_note": Said(
        "Står begge ektefeller i listen, telles ektepakten deres to ganger.",
        "Where both spouses are in the list, their ektepakt is counted twice.",
    ),
    "type": Said("Type", "Type"),
    "type_none": Said("ikke oppgitt", "not given"),
    "avtaletyper_caption": Said("Personer etter hva som er avtalt", "Persons by what was agreed"),
    "avtaletype": Said("Avtaletype", "Avtaletype"),
    "changes": Said("Endringer", "Changes"),
    "changes_none": Said(
        "Kjøringen ble ikke sammenlignet med en tidligere.", "The run was not compared with an earlier one."
    ),
    "changes_summary": Said(
        "Siden kjøring {old_run}: {changed} er endret, {unchanged} er som før, og om {unknown} vet vi ikke, siden en av"
        " kjøringene ikke spurte eller ikke fikk svar.",
        "Since run {old_run}: {changed} changed, {unchanged} as before, and {unknown} unknown, since one of the runs"
        " did not ask or got no answer.",
    ),
    "changes_caption": Said("Endringer etter sort; changes.csv har alle", "Changes by sort; changes.csv has all"),
    "change": Said("Endring", "Change"),
    "number": Said("Antall", "Count"),
    "anomalies": Said("Avvik i svarene", "Anomalies of the answers"),
    "anomalies_none": Said("Svarene fulgte kontrakten.", "The answers followed the contract."),
    "anomalies_note": Said(
        "Svarene er brukt: dette er felt og koder som ikke er som dokumentasjonen sier. Kolonnen anomalies i tabellen"
        " oppslag sier hvilke svar.",
        "The answers were used: these are fields and codes that are not as the documentation says. Column anomalies of"
        " table oppslag says which answers.",
    ),
    "anomalies_caption": Said("Avvik etter sort", "Anomalies by sort"),
    "anomaly": Said("Avvik", "Anomaly"),
    "where": Said("Hvor", "Where"),
    "answers": Said("Svar", "Answers"),
    "inputs": Said("Lister", "Inputs"),
    "inputs_caption": Said("Filene det ble spurt fra", "The files that were asked from"),
    "input": Said("Fil", "File"),
    "column": Said("Kolonne", "Column"),
    "blank_rows": Said("Tomme rader", "Blank rows"),
    "timings": Said("Tider", "Timings"),
    "timings_caption": Said("Når og hvor lenge", "When and for how long"),
    "what": Said("Hva", "What"),
    "value": Said("Verdi", "Value"),
    "started": Said("Kjøringen begynte", "The run began"),
    "taken_in": Said("Listene var lest", "The inputs were taken in"),
    "first_asked": Said("Oppslagene begynte", "Look-ups began"),
    "last_asked": Said("Oppslagene sluttet", "Look-ups ended"),
    "asking_seconds": Said("Oppslag i denne kommandoen", "Look-ups of this command"),
    "paused_total": Said("Pauser i alle kommandoer", "Pauses of all commands"),
    "attempts": Said("Forsøk i alt", "Attempts in all"),
    "controls": Said("Kontrolloppslag i denne kommandoen", "Control look-ups of this command"),
    "tokens": Said("Tokener i denne kommandoen", "Tokens of this command"),
    "written": Said("Rapporten ble skrevet", "The report was written"),
    "settings": Said("Innstillinger", "Settings"),
    "settings_caption": Said("Alle innstillinger, uten hemmeligheter", "All settings, without secrets"),
    "setting": Said("Innstilling", "Setting"),
    "unset": Said("ikke satt", "not set"),
    "certificate": Said("Sertifikat", "Certificate"),
    "certificate_caption": Said("Nøkkelen som kjøringen brukte", "The key that the run used"),
    "organisation_number": Said("Organisasjonsnummer", "Organisation number"),
    "key_id": Said("Nøkkel-id (kid)", "Key id (kid)"),
    "ends_on": Said("Gyldig til", "Valid until"),
    "days_left": Said("Dager igjen", "Days left"),
    "unknown": Said("ukjent", "unknown"),
    "yes": Said("ja", "yes"),
    "no": Said("nei", "no"),
    "footer": Said(
        "Skrevet av ektepakt-batch {version}. Tider er norske. Siden har ingen navn og ingen fødselsnumre.",
        "Written by ektepakt-batch {version}. Times are Norwegian. The page holds no name and no identifier.",
    ),
}

PAUSES = {
    "pause": Said("Pause: registeret ba oss vente (429 eller 503)", "Pause: the register told us to wait (429 or 503)"),
    "outage": Said("Pause: registeret var nede", "Pause: the register was down"),
    "shut": Said("Pause: registeret nektet oppslag (401 eller 403)", "Pause: look-ups were refused (401 or 403)"),
}
"""By the state of the circuit that was the reason."""

ANOMALIES = {
    "antall_mismatch": Said("antallet stemmer ikke med listen", "the count differs from the list"),
    "missing": Said("feltet mangler", "field is missing"),
    "unknown_code": Said("kode som ikke er i kodelisten", "code not in the code list"),
    "unknown_field": Said("felt som ikke er i kontrakten", "field not in the contract"),
    "unknown_address_type": Said("ukjent adressetype", "unknown kind of address"),
    "extra_role": Said("mer enn to roller", "more than two roles"),
    "single_role": Said("bare én rolle", "one role only"),
    "bad_value": Said("verdi som ikke kan leses", "value that can't be read"),
}
"""By what stands before the colon in column `anomalies`."""
