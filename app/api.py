"""The slices of the service: the only list of them."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

import app.accounts.router
import app.action_plans.router
import app.agencies.router
import app.areas.router
import app.assessments.router
import app.candidates.router
import app.charts.router
import app.citations.router
import app.classifications.router
import app.conflicts.router
import app.coverage.router
import app.eligibility.router
import app.evidence.router
import app.exports.router
import app.feeds.router
import app.hearings.router
import app.history.router
import app.innovation_index.router
import app.innovations.router
import app.innovators.router
import app.instruments.router
import app.lineage.router
import app.mandates.router
import app.needs.router
import app.portal.router
import app.privacy.router
import app.programmes.router
import app.recognitions.router
import app.reminders.router
import app.replication.router
import app.results.router
import app.rounds.router
import app.search.router
import app.self_assessments.router
import app.signs_of_life.router
import app.snapshots.router
import app.sources.router
import app.statistics.router
import app.status.router
import app.surveys.router
import app.survival.router
import app.training_yield.router
import app.vocabularies.router

TAGS = [
    {"name": "innovations", "description": "The innovation records, with the proof of each fact."},
    {
        "name": "search",
        "description": "Innovations by any of their words, suggestions while typing, and what is like an innovation.",
    },
    {
        "name": "lineage",
        "description": "What innovations descend from and what descends from them, and which agencies use them.",
    },
    {"name": "innovators", "description": "People with a part in an innovation, by public name."},
    {"name": "agencies", "description": "Agencies as they were on any date, and who followed whom."},
    {"name": "areas", "description": "The city, its kecamatan and kelurahan, by Kemendagri code."},
    {"name": "classifications", "description": "Schemes that innovations are sorted by, each with its edition."},
    {"name": "citations", "description": "For each fact of a record, the words of the source that it rests on."},
    {"name": "sources", "description": "The documents that facts are taken from, each recorded once."},
    {
        "name": "instruments",
        "description": "What innovations are assessed by: forms, indicators and rules of admission in dated editions.",
    },
    {
        "name": "rounds",
        "description": "Rounds of assessment: which innovations, by which instrument, in which stages, by which panel.",
    },
    {"name": "assessments", "description": "What is assigned to assessors, and their scores, sealed until the close."},
    {"name": "results", "description": "Rankings, spread and agreement of panels, private until they are published."},
    {
        "name": "replication",
        "description": "Requests to replicate innovations: each step with its side, what was agreed, and the replica.",
    },
    {"name": "conflicts", "description": "Who may not assess what, why, and what is decided of it."},
    {"name": "vocabularies", "description": "Every code with its label and definition in Indonesian and English."},
    {
        "name": "personal-data",
        "description": "Numbers and contacts of people, kept encrypted; who read them; corrections and withdrawals.",
    },
    {
        "name": "evidence",
        "description": "What shows that innovations are what is said of them, awards, and the texts of proposals.",
    },
    {"name": "eligibility", "description": "Which innovations may enter which competition, why, and from when on."},
    {
        "name": "hearings",
        "description": "What the public objects to while it may, what is answered, and what visits to the place found.",
    },
    {
        "name": "mandates",
        "description": "That agencies are to adopt an innovation by a day, how far each is, and what was decided.",
    },
    {
        "name": "programmes",
        "description": "Trainings, competitions and awards: who took part, what was visited, and what came out.",
    },
    {
        "name": "needs",
        "description": "What service lacks, what is put against it, and whether it was better when measured again.",
    },
    {
        "name": "recognitions",
        "description": "Which people, agencies and innovations were recognised, by which award, and what says so.",
    },
    {"name": "self-assessments", "description": "What owners claim of their innovations by an instrument."},
    {
        "name": "innovation-index",
        "description": "Estimates of the Indeks Inovasi Daerah, each with the rules that it was made under.",
    },
    {"name": "reminders", "description": "What agencies and mentors owe something for, and by when."},
    {
        "name": "candidates",
        "description": "Which innovations of others would fit an agency, and which agencies an innovation, and why.",
    },
    {
        "name": "action-plans",
        "description": "What participants of programmes plan, how far it comes, who agreed to it, and how many plans "
        "there are, with a name or without.",
    },
    {
        "name": "signs-of-life",
        "description": "What shows that innovations are still in use, and whether each is alive, overdue or dormant.",
    },
    {
        "name": "surveys",
        "description": "How satisfied people are with a unit: forms, rounds, answers, and the index with its interval.",
    },
    {"name": "charts", "description": "Statistics as pictures, for whoever sees them and for whoever does not."},
    {"name": "survival", "description": "How many innovations of a year are alive after some time."},
    {
        "name": "coverage",
        "description": "One agency, one innovation: which agencies have one that lives, and how they compare.",
    },
    {
        "name": "statistics",
        "description": "What there is, in numbers: each with its definition, its day, and the list that it counts.",
    },
    {
        "name": "feeds",
        "description": "What changed in the public list, for copies kept in step; what is new; the catalogue of data.",
    },
    {
        "name": "snapshots",
        "description": "Statistics frozen for a session of the council, with digests, never changed afterwards.",
    },
    {
        "name": "audit",
        "description": "What happened to records: who, when, in which request, each field before and after.",
    },
    {"name": "accounts", "description": "Who may sign in, with which keys, and what each may do."},
    {"name": "service", "description": "Where to begin, and whether the service is well."},
]


# the most read come first
ROUTERS = (
    app.innovations.router.router,
    app.search.router.router,
    app.innovators.router.router,
    app.agencies.router.router,
    app.areas.router.router,
    app.citations.router.router,
    app.sources.router.router,
    app.classifications.router.router,
    app.instruments.router.router,
    app.rounds.router.router,
    app.assessments.router.router,
    app.results.router.router,
    app.conflicts.router.router,
    app.replication.router.router,
    app.vocabularies.router.router,
    app.privacy.router.router,
    app.evidence.router.router,
    app.eligibility.router.router,
    app.hearings.router.router,
    app.mandates.router.router,
    app.action_plans.router.router,
    app.programmes.router.router,
    app.needs.router.router,
    app.training_yield.router.router,
    app.recognitions.router.router,
    app.self_assessments.router.router,
    app.innovation_index.router.router,
    app.lineage.router.router,
    app.reminders.router.router,
    app.candidates.router.router,
    app.signs_of_life.router.router,
    app.survival.router.router,
    app.charts.router.router,
    app.coverage.router.router,
    app.surveys.router.router,
    app.statistics.router.router,
    app.feeds.router.router,
    app.snapshots.router.router,
    app.history.router.router,
    app.accounts.router.router,
    app.status.router.router,
    app.portal.router.router,
)


def include_routers(service: FastAPI) -> None:
    """Mount the slices, and in front of them the exports of their lists, whose paths others would take for keys."""
    routes = ((route.path, route) for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
    exports = app.exports.router.exports_of(routes, service.state.settings.export_slots)
    for router in (exports, *ROUTERS):
        service.include_router(router)
