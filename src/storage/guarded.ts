import { ReplayError } from '../core/errors.ts'

const WHY: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be larger than this process may write (ulimit -f)',
  EROFS: 'the file system is read-only',
  // The code that a recursive `mkdir` fails with on a read-only file system.
  ENOENT: 'its folder cannot be created; the file system may be read-only',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  ENOTDIR: 'a part of the path is a file',
  ENAMETOOLONG: 'the path is too long; shorten the name with the option "cassette"',
}

/** Runs file system work and turns its failure into a `ReplayError` with a readable reason. */
export function guarded<T>(attempted: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted,
        reason: WHY[code ?? ''] ?? message,
        remedy:
          'Free space or make the folder writable, then run again; an existing cassette is unchanged',
      },
      { cause: error },
    )
  }
}
