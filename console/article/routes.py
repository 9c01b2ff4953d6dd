"""Owns the list of an article's pages and actions."""

from fastapi import APIRouter

from console.article import (
    background,
    decide,
    images,
    life,
    log,
    now,
    on_medium,
    photos,
    plan,
    shown,
    text,
    versions,
    watching,
)

router = APIRouter()
for _pages in (now, shown, decide, plan, photos, life, text, versions, images, background, log, on_medium, watching):
    router.include_router(_pages.router)
