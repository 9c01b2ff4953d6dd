"""Owns the menu of commands that Telegram shows beside the text field: what there is, in a few words each."""

import telegram

MENU = {
    "new": "begin an article",
    "queue": "what is coming",
    "status": "how things stand",
    "hold": "stop an article: /hold 12",
    "resume": "let it go on: /resume 12",
    "source": "what an article rests on: /source 12 and a link or a note",
    "options": "how one article goes out: /options 12 licence cc-by",
    "voice": "the rules of your voice",
    "settings": "how an account is set",
    "cancel": "leave what you began",
    "help": "what I can do",
}


async def show_menu(bot: telegram.Bot) -> None:
    await bot.set_my_commands([telegram.BotCommand(name, says) for name, says in MENU.items()])
