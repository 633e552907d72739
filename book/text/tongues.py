"""The language of runs of Latin, Greek and Cyrillic words in a text, told by their function words and letters. Pure.

A page says in `lang` what its maker's program put there; words say it better, and every form of source has them. A run is told a
language where its function words speak for one and against all others (each counts the less the more languages have it), and they
are as many as prose has. Names, titles of two words, code, pinyin and lists of terms are told none: a weak guess is not acted on.

The lists are the commonest articles, pronouns, prepositions and conjunctions, as any grammar has them. Tried on 60 sentences of
the tests.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from book.late import expression


class Run(NamedTuple):
    """Characters `start` to `end` of a text are words of `language`, a BCP 47 tag."""

    start: int
    end: int
    language: str


_COMMON = {
    "en": "the of and to in is was that it for on with as his he she they we you i at by from this be are had have not but or"
    " an were which their has been will would there what who when can if its our your my so no do all her him them than"
    " then into about after before because while where how more these those did does",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass"
    " sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch"
    " man ich wir ihr sein seine wurde kein wenn mein dein unser ihm ihn",
    "fr": "le la les de des du et un une en est que qui dans pour au aux pas sur ne se ce il elle nous vous ils je avec par"
    " plus son sa ses mais ou où on été cette sont comme être fait était leur même tout sans sous lui si ces mon ton mes a"
    " à c d l j n s qu",
    "es": "el la los las de del que y en un una por con para se no es su al lo como más o pero sus le ya fue este ha sí porque"
    " esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos era son había a mi tu",
    "it": "il lo la i gli le di del della dei e un una in che è per con non si da al dal nel alla come più sono anche ma ha suo"
    " sua questo questa o se ci era delle nella dalla sul ne quando tutto io tu lui lei noi fu mio l dell all nell ogni"
    " nessuno",
    "pt": "o a os as de do da dos das e em um uma que no na nos nas para por com não se é ao mais como mas foi ele ela seu sua"
    " ou quando muito já está também só pelo pela até isso entre era depois sem mesmo aos são eu",
    "nl": "de het een van en in is dat op te met voor zijn niet aan er om ook als maar dan door uit bij naar nog heeft werd hij"
    " ze wordt wat geen over tot die zo dit zich of deze kan hun had ik je wij was al meer",
    "sv": "och i att det ingen som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när man"
    " nu ska också eller hon efter vid mot under där hade sin",
    "da": "og i at det er en ingen hver siden til af den på for med der de som ikke et har han jeg var vi sig kan men om så fra"
    " også efter eller hun ved blev havde nu skal mod sin over",
    "nb": "og i det er på en ingen hver siden som for med til av den at har de ikke et han om fra var jeg vi seg kan men så"
    " også etter eller hun ved ble hadde nå skal mot sin",
    "pl": "i w na z się nie do to że o jest jak po co od za ale przez dla przy są jego czy już był tak tym ich tego być może"
    " tylko które który która oraz jej go przed pod",
    "cs": "a v se na je to že s z do o i ve za jako k po jsem pro ale byl jeho si jsou od by nebo tak podle které který která"
    " už jen však při aby bylo co",
    "hu": "a az és hogy nem egy is ez de van volt meg csak már mint el ki még azt sem vagy ha be nagyon lehet ezt után minden"
    " amely között",
    "ro": "și de la în a cu pe că nu este un o din să mai pentru care se au sunt fost cele prin dar al lui sau după între ca"
    " acest această",
    "id": "dan yang di dengan untuk ini dari dalam tidak itu pada adalah akan ke mereka juga saya kita oleh sebagai telah bisa"
    " karena ada atau",
    "la": "et in est non ad cum ut sed qui quae quod ex per ab atque esse enim nec aut de a si sunt eius hoc quam autem etiam",
    "fi": "ja on ei se että oli hän mutta ovat myös kun niin kuin tai joka hänen jos ole vain sen tämä voi mukaan",
    "tr": "ve bir bu da de için ile çok olarak daha ne gibi kadar var sonra en o ama değil olan her mi ki",
    "vi": "và của là có không được trong một cho các những người này với đã để khi tôi từ cũng nhưng ở về đến",
    "el": "και το να του η της με που την από για είναι οι στο τα ο θα τον δεν των στην τη μας σε ότι ένα αλλά",
    "ru": "и в не на что я с он а как это по но они к у вы мы из за то от бы так же ты было его ее её о для если уже или был"
    " она при до когда только который которая которое которые которую никто каждый каждое",
    "uk": "і в не на що я з та він а як це по але у до ви ми за від так ти було його її для якщо вже або був вона при коли й",
    "bg": "и в не на че се да от за с са по като но е си към ще във това които или как бе беше след му",
}  # fmt: skip
#: Letters that only a few of these languages have: each word with one counts as a half, shared by them.
_LETTERS = {
    "de": "ßäöü", "fr": "œçêèùûîïëé", "es": "ñ¿¡áéíóú", "pt": "ãõçáéíóúâê", "pl": "łąęśźżńć", "cs": "řěůťďčšžáéí", "hu": "őűáéíöü",
    "ro": "ășțşţâî", "tr": "ğışçöü", "sv": "åäö", "da": "øåæ", "nb": "øåæ", "fi": "äö", "it": "èàùòì", "ru": "ыэё", "uk": "їєґі",
    "vi": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ",
}  # fmt: skip

_LETTER = "A-Za-zªºÀ-ÖØ-öø-ʯΆ-ϿЀ-ԯἀ-῾Ḁ-ỿ"
_RUN = expression(rf"[{_LETTER}](?:[{_LETTER}\u0300-\u036f0-9 \u00a0!-/:-@\[-`{{-~–—‘’“”…¡¿«»]*+)")
_WORD = expression(rf"[{_LETTER}\u0300-\u036f]++")
_ADDRESS = expression(r"//|www\.|@")
_CODE = expression(r"[{}<>=;\\|_]|\(\)|::|->|\+\+|\b(?:import|return|def|elif|void|null|const|printf)\b")
_OPENING, _CLOSING = "(“‘[«", ")”’]»"
_TAIL = " \u00a0,;:-–—/&+*|~@#$^_`{<=" + _OPENING
#: A syllable of pinyin.
_SYLLABLE = expression(
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:a|o|e|i|u|ü|ai|ei|ao|ou|an|en|ang|eng|ong|er|ia|ie|iao|iu|ian|in|iang|ing|iong"
    r"|ua|uo|uai|ui|uan|un|uang|üe|üan|ün)"
)
FEWEST = 3  # words
_LEAST, _MARGIN, _DENSITY = 1.4, 1.5, 0.18  # evidence, how it stands to the next best, and function words of all words
_PINYIN = 0.8  # of the words


@cache
def _speaking() -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """The languages of each word, and of each letter."""
    words, letters = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for language, common in _COMMON.items():
        for word in dict.fromkeys(common.split()):
            words[word].append(language)
    for language, own in _LETTERS.items():
        for letter in own:
            letters[letter].append(language)
    return words, letters


def runs(text: str) -> Iterator[Run]:
    """The runs of a text whose language can be told."""
    for found in _RUN.finditer(text):
        for start, end in _parts(text, found.start(), found.end()):
            shown = text[start:end].rstrip(_TAIL)
            if language := told(shown):
                yield Run(start, start + len(shown), language)


def told(run: str) -> str:
    """The language of a run of words, as a BCP 47 tag; empty where it is not plain."""
    if run.count(" ") < FEWEST - 1:
        return ""
    plain = " ".join(word for word in run.split() if not _ADDRESS.search(word)).lower()
    words = _WORD.findall(plain)
    if len(words) < FEWEST or len("".join(words)) < 2 * len(words) or len(_CODE.findall(plain)) * 10 > len(words):
        return ""
    by_word, by_letter = _speaking()
    scores: defaultdict[str, float] = defaultdict(float)
    hits: Counter[str] = Counter()
    for word in words:
        known = by_word.get(word, ())
        for language in known:
            scores[language] += 1 / len(known)
            hits[language] += 1
        for languages in [by_letter[letter] for letter in dict.fromkeys(word) if letter in by_letter][:1]:
            for language in languages:
                scores[language] += 0.5 / len(languages)
    if not scores or sum(_SYLLABLE.fullmatch(word) is not None for word in words) > _PINYIN * len(words):
        return ""
    (best, score), *others = sorted(scores.items(), key=lambda one: -one[1])[:2]
    next_best = others[0][1] if others else 0.0
    sure = score >= _LEAST and score >= _MARGIN * next_best and hits[best] >= _DENSITY * len(words)
    return best if sure else ""


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run, parted at brackets and quotes that it does not both open and close: those belong to the text around it."""
    cuts, opened = [], []
    for k in range(start, end):
        char = text[k]
        if char in _OPENING:
            opened.append(k)
        elif char in _CLOSING and not (char == "’" and text[k - 1].isalpha() and text[k + 1 : k + 2].isalpha()):
            if opened and _OPENING.index(text[opened[-1]]) == _CLOSING.index(char):
                opened.pop()
            else:
                cuts.append(k)
    for cut in (*sorted(cuts + opened), end):
        while start < cut and not text[start].isalpha():
            start += 1
        if start < cut:
            yield start, cut
        start = cut + 1
