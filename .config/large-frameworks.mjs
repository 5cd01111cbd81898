// Prints the folder of the frameworks that bring hundreds of packages each: `npm ci` is spared them, and the whole table of
// `npm run test:frameworks` installs them once.
import { readFileSync } from 'node:fs'
import { installPackages } from './install-packages.mjs'

const manifest = new URL(
  '../fixtures/projects/frameworks/agents/large/package.json',
  import.meta.url,
)
const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8'))
console.log(installPackages('frameworks', dependencies))
