/** The shop's order desk. A replay calls none of it: the recorded answers are given back. */
exports.desk = {
  async lookUp({ order }) {
    return { order, item: 'teapot', arrived: 'without its lid' }
  },
  async sendPart({ order, part }) {
    return { order, part, sent: true }
  },
}
