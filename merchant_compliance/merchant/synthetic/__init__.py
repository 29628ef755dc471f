"""Made-up merchants with ground truth, to try rules and engines on. No person, company or number in them is real.

All of it follows from the seed and `as_of` alone: the same arguments give the same bytes on any day.
"""

from merchant_compliance.merchant.synthetic.making import AS_OF, Made, make_merchants
from merchant_compliance.merchant.synthetic.planted import PLANTED
from merchant_compliance.merchant.synthetic.writing import Written, write_merchants

__all__ = ["AS_OF", "PLANTED", "Made", "Written", "make_merchants", "write_merchants"]
