// Asks @azure/identity for a token: peer.mjs RESOURCE [client-id|object-id|resource-id ID]. One line of JSON.
// The package is found beside the installation that AZMI_PEERS names, not beside this file.

import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.AZMI_PEERS, "node", "package.json"));
const { ManagedIdentityCredential } = require("@azure/identity");

async function answer(resource, selector, value) {
  const options = { "client-id": { clientId: value }, "object-id": { objectId: value }, "resource-id": { resourceId: value } };
  const credential = selector ? new ManagedIdentityCredential(options[selector]) : new ManagedIdentityCredential();
  const token = await credential.getToken(`${resource}/.default`);
  return { token: token.token, expiresOn: Math.floor(token.expiresOnTimestamp / 1000) };
}

let line;
try {
  line = await answer(...process.argv.slice(2));
} catch (error) {
  line = { error: `${error.name}: ${error.message}` };
}
console.log(JSON.stringify(line));
