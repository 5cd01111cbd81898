/** The version of the events' form. */
export const RUN_EVENTS_VERSION = 1
