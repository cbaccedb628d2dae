"""Certificates are ordered by who issued whom, whatever their order in the file."""

from datetime import timedelta
from itertools import permutations

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate
from support import key_builders as make

from batch.maskinporten.keys.chain import order_chain

LEAF, INTERMEDIATE, ROOT = make.chain()
DAY = timedelta(days=1)


@pytest.fixture
def own() -> RSAPublicKey:
    return make.rsa_key().public_key()


def test_every_order_in_the_file_gives_the_same_chain(own: RSAPublicKey) -> None:
    unlinked = make.certificate(make.subject_name("Annen AS"), key="other")
    for shuffled in permutations((LEAF, INTERMEDIATE, ROOT, unlinked)):
        assert order_chain(own, shuffled) == (LEAF, INTERMEDIATE)


def test_the_chain_ends_where_an_issuer_is_missing(own: RSAPublicKey) -> None:
    assert order_chain(own, (ROOT, LEAF)) == (LEAF,)


def test_a_certificate_signed_by_its_own_key_is_a_chain_of_one(own: RSAPublicKey) -> None:
    alone = make.certificate()
    assert order_chain(own, (ROOT, alone)) == (alone,)


def test_no_certificate_of_the_key(own: RSAPublicKey) -> None:
    assert order_chain(own, (INTERMEDIATE, ROOT)) == ()


def test_an_authority_of_the_same_name_with_another_key_is_not_the_issuer(own: RSAPublicKey) -> None:
    namesake = make.certificate(
        make.INTERMEDIATE_NAME,
        key="other",
        issuer=make.ROOT_NAME,
        issuer_key="root",
        not_after=make.NOW + 999 * DAY,
    )
    assert order_chain(own, (namesake, LEAF, INTERMEDIATE, ROOT)) == (LEAF, INTERMEDIATE)


def test_the_renewed_certificate_of_the_same_key_is_the_leaf(own: RSAPublicKey) -> None:
    def issued(until: timedelta) -> Certificate:
        return make.certificate(issuer=make.INTERMEDIATE_NAME, issuer_key="intermediate", not_after=make.NOW + until)

    old, new = issued(DAY), issued(500 * DAY)
    assert order_chain(own, (old, INTERMEDIATE, new)) == (new, INTERMEDIATE)


def test_authorities_that_issued_each_other_are_not_followed_for_ever(own: RSAPublicKey) -> None:
    one, two = make.subject_name("One CA"), make.subject_name("Two CA")
    leaf = make.certificate(issuer=one, issuer_key="one")
    by_two = make.certificate(one, key="one", issuer=two, issuer_key="two")
    by_one = make.certificate(two, key="two", issuer=one, issuer_key="one")
    assert order_chain(own, (leaf, by_two, by_one)) == (leaf, by_two, by_one)
