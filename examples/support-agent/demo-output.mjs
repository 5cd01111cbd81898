/** True for a terminal that accepts colors: https://no-color.org */
export const isColored = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR

export function say(text) {
  console.log(text)
}

export function heading(step, text) {
  say(`\n${bold(`${step}. ${text}`)}`)
}

export function verdict(text) {
  say(`${green('OK')} ${text}`)
}

export const bold = (text) => paint('1', text)
export const dim = (text) => paint('2', text)
export const green = (text) => paint('32', text)

function paint(code, text) {
  return isColored ? `\u001B[${code}m${text}\u001B[0m` : text
}
