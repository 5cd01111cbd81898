/** Returns true for an answer that HTTP forbids a body (RFC 9110, 6.4.1; 205 as in 15.3.6). */
export function mustBeEmpty(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 205 || status === 304
}
