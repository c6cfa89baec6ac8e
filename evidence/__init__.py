"""Turn a seller's folder of screenshots and proofs into an appeal's evidence pack."""

__version__ = "0.1.0"
