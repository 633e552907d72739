-- The index of a library: every file of the archives, every article once, its words, and the books that were made.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A file as it was when it was last read. `state` is size and time, or what the store of an address says instead.
CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,       -- from its archive: the archive's name, a slash, the path
  state TEXT NOT NULL,
  settings TEXT NOT NULL,          -- what it was read with
  gone INTEGER NOT NULL DEFAULT 0  -- it is not there any more
);

-- Files beside articles (pictures): when one changes, the books that may show it are made anew.
CREATE TABLE beside (name TEXT PRIMARY KEY, last TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX beside_last ON beside (last);

-- What a file gave, each with its fate: packed, duplicate, failed, not-article, skipped.
CREATE TABLE article (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- also that of its row in `words`; never given twice
  file INTEGER NOT NULL REFERENCES file (id),
  locator TEXT NOT NULL,
  fate TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',    -- JSON: kinds of findings that tell the fate, each with its detail
  content TEXT,                    -- digest of the bare text, for articles
  title TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT '',
  site TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  published TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  series TEXT NOT NULL DEFAULT '',
  characters INTEGER NOT NULL DEFAULT 0,
  digest TEXT NOT NULL DEFAULT '', -- of all that a book is made of
  pack TEXT NOT NULL DEFAULT '',   -- where it lies, read and cleaned
  start INTEGER NOT NULL DEFAULT 0,
  length INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL DEFAULT 0,     -- characters of the bare text
  shingles INTEGER NOT NULL DEFAULT 0, -- how many there are
  known INTEGER NOT NULL DEFAULT 0,    -- how much is known of its source
  broken INTEGER NOT NULL DEFAULT 0,   -- it ends in the middle
  pictures TEXT NOT NULL DEFAULT '[]', -- JSON: what it calls those that lie beside it
  best INTEGER                         -- the article that is the better copy of the same, or nearly the same, text
);
CREATE INDEX article_file ON article (file);
CREATE INDEX article_content ON article (content);
CREATE INDEX article_author ON article (author, published);
CREATE INDEX article_site ON article (site, published);
CREATE INDEX article_published ON article (published);
CREATE INDEX article_series ON article (series) WHERE series <> '';

CREATE TABLE category (name TEXT NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (name, article)) WITHOUT ROWID;

-- MinHash signatures, by which reprints are found; those of which it is not yet known whose reprints they are.
CREATE TABLE signature (article INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE fresh (article INTEGER PRIMARY KEY);

-- Pairs that are reprints of each other, with the share of the smaller one's shingles that both have.
CREATE TABLE pair (one INTEGER NOT NULL, other INTEGER NOT NULL, overlap REAL NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX pair_other ON pair (other);

-- Single characters of Han, and words of other scripts, as they stand in a row; the texts themselves are in the packs. Nothing is
-- taken out of it: what has no row in `article` any more is not found.
CREATE VIRTUAL TABLE words USING fts5 (title, author, site, body, content = '', tokenize = 'unicode61 remove_diacritics 2');

-- The user's words in [clean] that acted somewhere, by what articles were read with.
CREATE TABLE acted (settings TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (settings, word)) WITHOUT ROWID;

-- Which article stands in which book, as which, from 1.
CREATE TABLE in_book (article INTEGER NOT NULL, book TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (article, book)) WITHOUT ROWID;
CREATE INDEX in_book_book ON in_book (book);

-- The files of the catalogue as they were last written, each with a digest: what is the same is not written anew.
CREATE TABLE published (name TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;

-- The books that were made: of what, and what came of it.
CREATE TABLE book (
  name TEXT PRIMARY KEY,           -- kind and key, or the title of a choice; the number of the volume
  folder TEXT NOT NULL UNIQUE,
  made_of TEXT NOT NULL,           -- digest of articles, settings and the program; '' where it is to be made
  record TEXT NOT NULL,            -- JSON: what the catalogue says of it
  files TEXT NOT NULL DEFAULT '[]', -- JSON: all its files, by their paths from its folder
  trouble TEXT NOT NULL DEFAULT '' -- JSON: why it was not made
) WITHOUT ROWID;
