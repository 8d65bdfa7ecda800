"""A local certificate authority, and the certificates of our servers; needs nothing but `openssl`."""
