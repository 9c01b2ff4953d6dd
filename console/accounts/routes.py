"""Owns which pages there are about accounts."""

from fastapi import APIRouter

from console.accounts import listing, medium, page, settings

router = APIRouter()
for pages in (listing, page, medium, settings):
    router.include_router(pages.router)
