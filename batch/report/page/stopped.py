"""Why look-ups ended early, and what to do, in both languages: by the type of the error that ended them."""

from batch.tables.words import Said

STOPPED = {
    "AccessDeniedError": Said(
        "fordi registeret nektet oppslag (401 eller 403): se om virksomheten har avtale, og om nøkkel og scope stemmer",
        "since the register refused look-ups (401 or 403): see whether the organisation has its agreement, and whether"
        " key and scope are right",
    ),
    "TokenRefusedError": Said(
        "fordi Maskinporten nektet token: se på klient, nøkkel og scope",
        "since Maskinporten refused a token: look at client, key and scope",
    ),
    "GrantRefusedError": Said(
        "fordi Maskinporten nektet token: se på maskinens klokke",
        "since Maskinporten refused a token: look at this machine's clock",
    ),
    "TokenUnavailableError": Said(
        "fordi Maskinporten ikke svarte: prøv igjen senere", "since Maskinporten did not answer: try again later"
    ),
    "NoWayOutError": Said(
        "fordi Maskinporten ikke ble nådd: se på nett, DNS og proxy",
        "since Maskinporten was not reached: look at network, DNS and proxy",
    ),
    "TokenAddressError": Said(
        "fordi noe annet enn Maskinporten svarte: se på adresse og proxy",
        "since something else than Maskinporten answered: look at address and proxy",
    ),
    "RegisterDownError": Said(
        "fordi registeret ikke svarte på lenge: prøv igjen senere",
        "since the register did not answer for long: try again later",
    ),
    "PauseTooLongError": Said(
        "fordi registeret ba om en lang pause: prøv igjen etter den",
        "since the register asked for a long pause: try again after it",
    ),
    "DoorError": Said(
        "fordi noe foran registeret avviste oppslagene: se på adresse, nett og proxy",
        "since something in front of the register refused look-ups: look at address, network and proxy",
    ),
    "ProxyAuthenticationError": Said(
        "fordi en proxy krever pålogging: sett den i proxyens adresse",
        "since a proxy wants a sign-in: give it in the proxy's address",
    ),
    "UnusableConnectionError": Said(
        "fordi det ikke ble noen sikker forbindelse: se på sertifikater, klokke og proxy",
        "since there was no safe connection: look at certificates, clock and proxy",
    ),
    "LanguageRefusedError": Said(
        "fordi registeret ikke kjenner språket: velg et annet med --language",
        "since the register does not know the language: choose another with --language",
    ),
    "RequestsUsedUpError": Said(
        "fordi grensen --max-requests er nådd", "since as many requests were made as --max-requests allows"
    ),
    "MachineExhaustedError": Said(
        "fordi maskinen ikke hadde flere filer, tråder eller mer minne å gi",
        "since the machine had no further file, thread or memory to give",
    ),
    "HungError": Said(
        "fordi ingenting rørte seg på lenge: meld fra om feilen", "since nothing moved for too long: report it"
    ),
    "": Said("og programmet sier selv hvorfor", "and the program itself says why"),
}
"""What the error itself said stands behind, in English; "" is any other type."""
