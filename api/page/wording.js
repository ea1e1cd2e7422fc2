/** How a place, a source and a confidence are put into words. */

const DAY_AND_MONTH = { day: "numeric", month: "long" };
const MONTH = { month: "long", year: "numeric" };
const DAY = { ...DAY_AND_MONTH, year: "numeric" };

/** "9 May 2015", "October 2022", "2021", "7 March [2024]": brackets for a year that is inferred. */
export function dateInWords({ date, year_inferred: inferred }) {
  if (!date) return "undated";
  const yearless = /^--(\d\d)-(\d\d)$/.exec(date);
  if (yearless) return formatted(`2000-${yearless[1]}-${yearless[2]}`, DAY_AND_MONTH, date);
  const [year, month, day] = date.split("-");
  if (!month) return inferred ? `[${year}]` : year;
  const format = day ? DAY : MONTH;
  const words = formatted(date, format);
  return inferred ? words.replace(year, `[${year}]`) : words;
}

/** `printed` stands for a day that no calendar has. */
function formatted(date, format, printed = date) {
  const day = new Date(date);
  if (Number.isNaN(day.getTime())) return printed;
  return new Intl.DateTimeFormat("en-GB", { ...format, timeZone: "UTC" }).format(day);
}

/** "Xinhua, 9 May 2015"; of a source without a date the outlet alone. */
export function sourceInWords(source) {
  const when = dateInWords(source);
  const outlet = source.outlet ?? "Outlet not printed";
  if (!source.date) return outlet;
  return `${outlet}, ${source.accessed ? `accessed ${when}` : when}`;
}

/**
 * "Exporting AI Sovereignty, paragraph 3", and where in the original: "page 3 (printed: iii)",
 * "chapter “Ports”". A heading stands in no paragraph.
 */
export function placeInWords({ section, paragraph, anchor, chapter }) {
  const place = paragraph ? `${section}, paragraph ${paragraph}` : section;
  const page = anchor?.page && `p${pageInWords(anchor.page, anchor.page_label).slice(1)}`;
  const within = chapter && chapter !== section ? `chapter “${chapter}”` : null;
  return [place, within, page].filter(Boolean).join(" · ");
}

/** "Page 3 (printed: iii)"; what is printed is told where it is another number. */
export const pageInWords = (number, label) =>
  label && label !== String(number) ? `Page ${number} (printed: ${label})` : `Page ${number}`;

/**
 * A brief as a bibliography would name it; `brief` as in GET /v1/documents, or a citation that
 * knows its title alone.
 */
export const briefInWords = (brief) =>
  [authorsOf(brief), `“${brief.title}”`, ...published(brief)].filter(Boolean).join(", ");

/** What is known of a brief beside its title: who wrote it, where and when it was published. */
export const aboutInWords = (brief) =>
  [authorsOf(brief), published(brief).join(", "), languageInWords(brief)]
    .filter(Boolean)
    .join(" · ");

const authorsOf = ({ authors }) => (authors ?? []).join(", ");

function published({ publication, volume, issue, year, date }) {
  const when = date ? dateInWords({ date }) : year;
  return [publication, volume && `vol. ${volume}`, issue && `no. ${issue}`, when].filter(Boolean);
}

/** "German"; the tag itself where no name is known for it. */
function languageInWords({ language }) {
  if (!language) return null;
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(language);
  } catch {
    return language;
  }
}

// What these words mean is measured: docs/evaluation.md, "What the page says of a confidence".
const LEVELS = [
  { from: 0.9, level: "high", words: "Very likely an answer" },
  { from: 0.5, level: "middle", words: "Likely an answer" },
  { from: 0, level: "low", words: "Uncertain: check the passage" },
];

/** `{level, words, detail}` for the probability that the brief answers, and whether it did. */
export function confidenceInWords(answerable, probability) {
  const percent = `${Math.min(Math.max(Math.round(probability * 100), 1), 99)} %`;
  const detail = `The probability that the brief answers this question is put at ${percent}.`;
  if (answerable) return { ...LEVELS.find(({ from }) => probability >= from), detail };
  const words =
    probability < 0.33
      ? "Likely it says nothing on this"
      : "It may touch on this; see the passages";
  return { level: "none", words, detail };
}
