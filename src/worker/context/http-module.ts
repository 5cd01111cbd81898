/**
 * `node:http`, without what its ES module reads.
 *
 * @note `import` of that module loads the undici inside Node, from Node 22 on: it would be the global dispatcher of the agent's own
 *   undici, which is loaded later.
 */
export const nodeHttp = process.getBuiltinModule('node:http')
