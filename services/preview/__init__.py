"""Makes the 720p H.264 preview of a video."""
