-- Pictures that came in before captions of IPTC were read; ingest reads them, some at a time
-- (shared/keeping/captions_in.py).
CREATE TABLE caption_due (media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE);
INSERT INTO caption_due
SELECT id FROM media
 WHERE added_at <= (SELECT applied_at FROM migration WHERE name = '0091_descriptions')
   AND mime IN ('image/jpeg', 'image/tiff', 'image/vnd.adobe.photoshop') AND NOT tags ? 'descriptions';
