// <time data-behaviour="parts/local-time" datetime="…">: for readers whose zone we don't know, the browser's own, named.
export default function localTime(element) {
  const when = new Date(element.dateTime)
  if (Number.isNaN(when.valueOf())) return
  const locale = document.documentElement.lang || undefined
  element.textContent = new Intl.DateTimeFormat(locale, {
    weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
    timeZoneName: "long",
  }).format(when)
}
