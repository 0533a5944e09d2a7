// Limits of what one track may be, whoever describes it.

/** Encodings of one track: more simulcast layers than any browser sends. */
export const maxEncodings = 4;

/** Characters of a canonical name: RFC 3550, section 6.5, gives an SDES item 255 bytes. */
export const maxCnameLength = 255;
