"""Turn a seller's folder of screenshots and proofs into an appeal's evidence pack."""

import os

__version__ = "0.1.0"

# onnxruntime from 1.31 on holds a telemetry client that is on unless this is set before the library is loaded; nothing
# here talks to a network unless a timestamp authority is named.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
