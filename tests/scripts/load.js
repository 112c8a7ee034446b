// Brings what is tested here: the tables shared with Python, and what classic scripts declare.
import { readFileSync } from "node:fs"
import vm from "node:vm"

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")

export const loadCases = (name) => JSON.parse(read(`tests/cases/${name}.json`))

// A page without content.
const PAGE = {
  cookie: "",
  readyState: "loading",
  documentElement: { lang: "en" },
  addEventListener() {},
  getElementById: () => null,
  querySelector: () => null,
  querySelectorAll: () => [],
}

// Runs a classic script on an empty page, with what else it finds there; returns the named things
// that it declares.
export function runScript(path, names, { document = {}, ...found } = {}) {
  const page = vm.createContext({ document: { ...PAGE, ...document }, ...found })
  page.window = page
  page.addEventListener = () => {}
  return vm.runInContext(`${read(path)}\n;({ ${names.join(", ")} })`, page, { filename: path })
}
