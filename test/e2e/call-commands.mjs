// Calls the package's commands one after the other in one process, which spares each the start of another.
// Prints what became of each call, as JSON.
const [bin, calls] = process.argv.slice(2)
const streams = [process.stdout, process.stderr]
const print = process.stdout.write.bind(process.stdout)

let output = ''
for (const stream of streams) {
  // Each call adds a listener of its own.
  stream.setMaxListeners(0)
  stream.write = (text) => {
    output += text
    return true
  }
}

const results = []
for (const [index, args] of JSON.parse(calls).entries()) {
  output = ''
  process.exitCode = undefined
  process.argv = [process.execPath, bin, ...args]
  // Evaluated anew for each call; what it imports is loaded once.
  await import(`${bin}?call=${index}`)
  results.push({ exitCode: process.exitCode, output })
}
process.exitCode = 0
print(JSON.stringify(results))
