"""Schemes and their terms, asked over HTTP."""

import httpx


async def test_every_scheme_is_listed_by_slug(catalogue: httpx.AsyncClient) -> None:
    items = (await catalogue.get("/v1/classifications")).json()["items"]
    slugs = [item["slug"] for item in items]
    assert slugs == ["kipp-2021", "kipp-2022", "kota-cerdas", "lan-medan-2017", "sdg", "urusan"]
    for item in items:
        assert (await catalogue.get(f"/v1/classifications/{item['slug']}")).json() == item
        assert (await catalogue.get(f"/v1/classifications/{item['id']}")).json() == item
        assert [term["position"] for term in item["terms"]] == list(range(1, len(item["terms"]) + 1)), item["slug"]


async def test_seven_clusters_are_declared_and_six_are_named(catalogue: httpx.AsyncClient) -> None:
    scheme = (await catalogue.get("/v1/classifications/lan-medan-2017")).json()
    assert (scheme["declared_size"], scheme["edition"]) == (7, "2017")
    assert [term["name"] for term in scheme["terms"]] == [
        "Kearsipan",
        "Layanan Langsung",
        "Sarana Prasarana",
        "Sistem Informasi",
        "Pemberdayaan Masyarakat",
        "Pelayanan Kepegawaian",
    ]


async def test_all_38_fields_of_government_are_known(catalogue: httpx.AsyncClient) -> None:
    scheme = (await catalogue.get("/v1/classifications/urusan")).json()
    assert scheme["declared_size"] == len(scheme["terms"]) == 38
    assert len({term["slug"] for term in scheme["terms"]}) == 38
    basic = [term["note"] for term in scheme["terms"]].count("Urusan wajib pelayanan dasar.")
    assert basic == 6


async def test_two_editions_of_one_scheme_stand_apart(catalogue: httpx.AsyncClient) -> None:
    first = (await catalogue.get("/v1/classifications/kipp-2021")).json()
    second = (await catalogue.get("/v1/classifications/kipp-2022")).json()
    assert first["name"] == second["name"]
    assert (first["edition"], len(first["terms"]), second["edition"], len(second["terms"])) == ("2021", 10, "2022", 3)


async def test_an_unknown_scheme_is_not_there(catalogue: httpx.AsyncClient) -> None:
    assert (await catalogue.get("/v1/classifications/kipp-1999")).status_code == 404
