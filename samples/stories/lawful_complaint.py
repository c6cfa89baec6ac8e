NAME="lawful-complaint"
